package dev.cairn.lsm.compaction;

import dev.cairn.api.spi.Setting;

/**
 * The configuration of {@code leveled}.
 *
 * @param level0Tables so many flushed tables are merged down together
 * @param fanout how many times as large as the level above a level may be
 */
public record LeveledConfig(
        @Setting("flushed tables that are merged down together; more: fewer rewrites, slower reads")
                int level0Tables,
        @Setting(
                        "how many times as large as the one above a level may grow; more: fewer levels, more rewrites")
                int fanout) {
    /** Four tables, factor ten. */
    public static final LeveledConfig DEFAULT = new LeveledConfig(4, 10);

    /** Checks the ranges. */
    public LeveledConfig {
        if (level0Tables < 1 || level0Tables > 20 || fanout < 2) {
            throw new IllegalArgumentException(
                    "level0-tables must be 1 to 20 and fanout at least 2");
        }
    }
}
