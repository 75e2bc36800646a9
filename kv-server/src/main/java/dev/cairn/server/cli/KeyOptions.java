package dev.cairn.server.cli;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import java.util.Base64;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One key on the command line. */
final class KeyOptions {
    @Option(
            names = {"-b", "--bucket"},
            paramLabel = "BUCKET",
            defaultValue = Key.DEFAULT_BUCKET,
            description = "the bucket (default: ${DEFAULT-VALUE})")
    private String bucket = Key.DEFAULT_BUCKET;

    @Option(names = "--key-base64", description = "KEY is base64, for keys that are no text")
    private boolean base64;

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    /** The key, checked; throws {@link dev.cairn.api.KvException} and {@link CommandException}. */
    Key key() {
        return key(bucket, key, base64);
    }

    /** A key as it stands on a command line. */
    static Key key(String bucket, String text, boolean base64) {
        return new Key(bucket, base64 ? decoded(text) : Bytes.utf8(text));
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
