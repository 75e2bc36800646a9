package dev.cairn.gossip.seeds;

import dev.cairn.api.spi.Setting;

/**
 * Settings of the seed provider {@code file}.
 *
 * @param file the path of the file
 */
public record FileSeedsConfig(
        @Setting(
                        "A file with one HOST:PORT a line, read again whenever seeds are looked for; blank lines and lines that"
                                + " begin with # are skipped.")
                String file) {
    /** Every default: a file {@code seeds} where the process runs. */
    public static final FileSeedsConfig DEFAULTS = new FileSeedsConfig("seeds");

    /** Checks that there is a name; throws {@link IllegalArgumentException}. */
    public FileSeedsConfig {
        if (file.isBlank()) {
            throw new IllegalArgumentException("file names the file with the seeds; it is empty");
        }
    }
}
