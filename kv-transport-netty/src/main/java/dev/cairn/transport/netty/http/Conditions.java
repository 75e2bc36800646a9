package dev.cairn.transport.netty.http;

import dev.cairn.api.Condition;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** What a write's headers demand of the key (RFC 9110, section 13.1). */
final class Conditions {
    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String ANY = "*";

    private Conditions() {}

    /** The first condition header that a request has. */
    static Optional<String> header(HttpHeaders headers) {
        return List.of(IF_MATCH, IF_NONE_MATCH).stream().filter(headers::contains).findFirst();
    }

    /** The condition; throws {@link KvException} {@code BAD_REQUEST} for one that is not served. */
    static Optional<Condition> of(HttpHeaders headers) {
        List<String> match = headers.getAll(IF_MATCH);
        List<String> noneMatch = headers.getAll(IF_NONE_MATCH);
        if (match.size() + noneMatch.size() > 1) {
            throw refused("a write has one condition, not several");
        }
        if (!noneMatch.isEmpty()) {
            if (!noneMatch.getFirst().strip().equals(ANY)) {
                throw refused("If-None-Match is * here: the key must have no value");
            }
            return Optional.of(new Condition.Absent());
        }
        return match.stream().findFirst().map(Conditions::match);
    }

    private static Condition match(String value) {
        String text = value.strip();
        if (text.equals(ANY)) {
            return new Condition.Exists();
        }
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        if (!quoted) {
            throw refused("If-Match is * or one ETag in quotes");
        }
        return new Condition.Matches(new ETag(text.substring(1, text.length() - 1)));
    }

    private static KvException refused(String sentence) {
        return new KvException(ErrorCode.BAD_REQUEST, sentence);
    }
}
