package dev.cairn.transport.netty.http;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.NodeId;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a request says besides its key: query parameters, and the headers that may stand for them.
 * All methods throw {@link KvException} {@code BAD_REQUEST} naming the parameter.
 */
final class Parameters {
    private static final Set<String> OF_READS =
            Set.of("consistency", "r", "w", "sloppy", "timeout", "coordinator");
    private static final Set<String> OF_WRITES =
            Set.of(
                    "consistency",
                    "r",
                    "w",
                    "sloppy",
                    "timeout",
                    "coordinator",
                    "context",
                    "ttl",
                    "operation");

    private final Map<String, String> query;
    private final HttpHeaders headers;

    private Parameters(Map<String, String> query, HttpHeaders headers) {
        this.query = query;
        this.headers = headers;
    }

    static Parameters ofRead(Target target, HttpHeaders headers) {
        return of(target, headers, OF_READS);
    }

    static Parameters ofWrite(Target target, HttpHeaders headers) {
        return of(target, headers, OF_WRITES);
    }

    /** A misspelt parameter would silently change what is promised, so unknown ones are refused. */
    static Parameters of(Target target, HttpHeaders headers, Set<String> known) {
        for (String name : target.query().keySet()) {
            if (!known.contains(name)) {
                throw new KvException(
                        ErrorCode.BAD_REQUEST,
                        "there is no parameter "
                                + name
                                + " here; there are "
                                + new TreeSet<>(known));
            }
        }
        return new Parameters(target.query(), headers);
    }

    private Optional<String> text(String name) {
        return bytes(name).map(Bytes::utf8);
    }

    /** Whether a parameter is true; false when it is not there. */
    boolean isTrue(String name) {
        return text(name).map(value -> truth(name, value)).orElse(false);
    }

    Optional<Bytes> bytes(String name) {
        return Optional.ofNullable(query.get(name)).map(Percent::decode);
    }

    /** The options of a read, where {@code r} counts, or of a write, where {@code w} does. */
    RequestOptions options(boolean write) {
        return new RequestOptions(
                text(write ? "w" : "r").or(() -> text("consistency")).map(Consistency::parse),
                text("sloppy").map(value -> truth("sloppy", value)),
                text("coordinator").map(NodeId::new),
                text("timeout").map(value -> duration("timeout", value)));
    }

    Optional<Context> context() {
        return Optional.ofNullable(headers.get("KV-Context"))
                .or(() -> text("context"))
                .map(Context::parse);
    }

    Optional<OperationId> operation() {
        return Optional.ofNullable(headers.get("KV-Operation"))
                .or(() -> text("operation"))
                .map(OperationId::new);
    }

    Optional<Duration> ttl() {
        return text("ttl").map(value -> duration("ttl", value));
    }

    private static boolean truth(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new KvException(
                            ErrorCode.BAD_REQUEST,
                            name + " is true or false, not \"" + value + "\"");
        };
    }

    /** Reads {@code 500ms}, {@code 5s}, {@code 1m}, {@code 2h}, {@code 7d}. */
    static Duration duration(String name, String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits > 0 && digits <= 10) {
            long count = Long.parseLong(text.substring(0, digits));
            long millis =
                    switch (text.substring(digits)) {
                        case "ms" -> count;
                        case "s" -> count * 1_000;
                        case "m" -> count * 60_000;
                        case "h" -> count * 3_600_000;
                        case "d" -> count * 86_400_000;
                        default -> 0;
                    };
            if (millis > 0) {
                return Duration.ofMillis(millis);
            }
        }
        throw new KvException(
                ErrorCode.BAD_REQUEST,
                name + " is a duration such as 500ms, 5s, 1m, 2h or 7d, not \"" + text + "\"");
    }
}
