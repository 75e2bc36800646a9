package dev.cairn.server.cli;

import dev.cairn.api.Key;
import picocli.CommandLine.Option;

/** The bucket on the command line. */
final class BucketOption {
    @Option(
            names = {"-b", "--bucket"},
            paramLabel = "BUCKET",
            defaultValue = Key.DEFAULT_BUCKET,
            description = "the bucket (default: ${DEFAULT-VALUE})")
    private String name = Key.DEFAULT_BUCKET;

    /** Its name as it was typed. */
    String name() {
        return name;
    }
}
