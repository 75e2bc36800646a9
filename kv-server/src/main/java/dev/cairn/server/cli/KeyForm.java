package dev.cairn.server.cli;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.server.http.Percent;
import java.util.Base64;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which bucket a key on the command line belongs to, and how it is written there. */
final class KeyForm {
    @Mixin private final BucketOption bucket = new BucketOption();

    @Option(names = "--key-base64", description = "KEY is base64, for keys that are no text")
    private boolean base64;

    /** The bucket's name as it was typed. */
    String bucket() {
        return bucket.name();
    }

    /** The key, checked; throws {@link dev.cairn.api.KvException} and {@link CommandException}. */
    Key key(String text) {
        return new Key(bucket.name(), base64 ? decoded(text) : Bytes.utf8(text));
    }

    /** The same as parameters of a request. */
    String query(String text) {
        Key key = key(text);
        return "?bucket="
                + Percent.encode(key.bucket())
                + "&key="
                + Percent.encode(key.bytes().toByteArray());
    }

    private static Bytes decoded(String text) {
        try {
            String standard = text.replace('-', '+').replace('_', '/');
            return Bytes.wrap(Base64.getDecoder().decode(standard));
        } catch (IllegalArgumentException malformed) {
            throw new CommandException(
                    "USAGE",
                    Exit.USAGE,
                    "the key is no base64: " + malformed.getMessage(),
                    malformed);
        }
    }
}
