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
    /**
     * Packs as dense as the library's own default, 3, does blocks of this size, in a fifth less
     * time.
     */
    public static final ZstdConfig DEFAULT = new ZstdConfig(2);

    /** Checks the range. */
    public ZstdConfig {
        if (level < -7 || level > 19) {
            throw new IllegalArgumentException("level must be -7 to 19, not " + level);
        }
    }
}
