package dev.cairn.lsm.codec;

import dev.cairn.api.spi.Setting;

/**
 * The configuration of {@code zstd}.
 *
 * @param level −7 to 19: higher packs denser and slower; unpacking costs about the same for all
 */
public record ZstdConfig(
        @Setting("-7 to 19: higher packs denser and slower, unpacking costs about the same")
                int level) {
    /** The library's own default. */
    public static final ZstdConfig DEFAULT = new ZstdConfig(3);

    /** Checks the range. */
    public ZstdConfig {
        if (level < -7 || level > 19) {
            throw new IllegalArgumentException("level must be -7 to 19, not " + level);
        }
    }
}
