package dev.cairn.lsm.compaction;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.Pick;
import dev.cairn.lsm.spi.TableMeta;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps each level a fixed factor larger than the one above, so that a read asks few runs and
 * little room goes to what was overwritten (LevelDB; O'Neil et al., 1996).
 *
 * <p>Limits are set from the bottom up, as in RocksDB's dynamic level sizes (Dong et al., CIDR
 * 2017): the bottom level is as large as it is, the one above may have a tenth of that, and so on;
 * the first level whose share would be less than a few flushes is where flushed tables go, and
 * those above it stay empty. So nine tenths of the data lie in the bottom level whatever the
 * store's size. What is most over its limit goes down first; when nothing is, tables that are
 * mostly deletes do, since a delete only vanishes at the bottom, with what it hides.
 *
 * @param config factor and trigger
 * @param tableBytes what a flush makes
 */
public record Leveled(LeveledConfig config, long tableBytes) implements CompactionStrategy {
    /** A table with this share of deletes goes down for their sake alone. */
    private static final double MANY_DELETES = 0.5;

    @Override
    public Optional<Pick> pick(Levels levels) {
        long[] limits = limits(levels);
        int entry = entry(limits);
        Optional<Pick> misplaced = above(levels, entry);
        if (misplaced.isPresent()) {
            return misplaced;
        }
        double highest = (double) levels.at(0).size() / config.level0Tables();
        int fullest = 0;
        for (int level = entry; level < Levels.BOTTOM; level++) {
            double score = (double) levels.bytes(level) / limits[level];
            if (score > highest && score > 1) {
                highest = score;
                fullest = level;
            }
        }
        if (highest < 1) {
            return ofDeletes(levels, entry);
        }
        return Optional.of(
                fullest == 0 ? ofLevel0(levels, entry) : ofLevel(levels, fullest, fullest + 1));
    }

    /**
     * Level 0, however few its tables are, if what it overlaps is at most a fan-out larger: it
     * costs no more than another level's table does.
     */
    @Override
    public Optional<Pick> pickAtRest(Levels levels) {
        if (levels.at(0).isEmpty()) {
            return Optional.empty();
        }
        Pick down = ofLevel0(levels, entry(limits(levels)));
        return down.bytes() <= (1 + config.fanout()) * levels.bytes(0)
                ? Optional.of(down)
                : Optional.empty();
    }

    /** How large each level may be; 0 for those above the level that takes flushes. */
    long[] limits(Levels levels) {
        long largest = 0;
        for (int level = 1; level <= Levels.BOTTOM; level++) {
            largest = Math.max(largest, levels.bytes(level));
        }
        long least = tableBytes * config.level0Tables();
        long[] limits = new long[Levels.BOTTOM + 1];
        limits[Levels.BOTTOM] = Math.max(largest, least);
        for (int level = Levels.BOTTOM - 1;
                level > 0 && limits[level + 1] / config.fanout() >= least;
                level--) {
            limits[level] = limits[level + 1] / config.fanout();
        }
        return limits;
    }

    private static int entry(long[] limits) {
        int level = Levels.BOTTOM;
        while (level > 1 && limits[level - 1] > 0) {
            level--;
        }
        return level;
    }

    /** What another strategy, or a larger store, has left above the first level in use. */
    private static Optional<Pick> above(Levels levels, int entry) {
        for (int level = entry - 1; level > 0; level--) {
            if (!levels.at(level).isEmpty()) {
                return Optional.of(ofLevel(levels, level, level + 1));
            }
        }
        return Optional.empty();
    }

    /** All of level 0, with what it overlaps in the level that takes it. */
    private static Pick ofLevel0(Levels levels, int entry) {
        List<TableMeta> inputs = new ArrayList<>(levels.at(0));
        inputs.addAll(levels.overlapping(entry, Levels.smallest(inputs), Levels.largest(inputs)));
        return new Pick(inputs, entry);
    }

    /** The table that costs the least to take down, for its size, with what it overlaps there. */
    private static Pick ofLevel(Levels levels, int level, int target) {
        List<TableMeta> tables = levels.at(level);
        TableMeta cheapest = tables.getFirst();
        double least = cost(levels, cheapest, target);
        for (TableMeta table : tables) {
            double cost = cost(levels, table, target);
            if (cost < least) {
                least = cost;
                cheapest = table;
            }
        }
        return withOverlap(levels, cheapest, target);
    }

    private static double cost(Levels levels, TableMeta table, int target) {
        long below =
                levels.overlapping(target, table.smallest(), table.largest()).stream()
                        .mapToLong(TableMeta::bytes)
                        .sum();
        return (double) below / (table.bytes() * (1 + share(table)));
    }

    private static double share(TableMeta table) {
        return (double) table.deletes() / table.entries();
    }

    private static Pick withOverlap(Levels levels, TableMeta table, int target) {
        List<TableMeta> inputs = new ArrayList<>(List.of(table));
        inputs.addAll(levels.overlapping(target, table.smallest(), table.largest()));
        return new Pick(inputs, target);
    }

    private static Optional<Pick> ofDeletes(Levels levels, int entry) {
        for (int level = entry; level < Levels.BOTTOM; level++) {
            for (TableMeta table : levels.at(level)) {
                if (share(table) >= MANY_DELETES) {
                    return Optional.of(withOverlap(levels, table, level + 1));
                }
            }
        }
        return Optional.empty();
    }

    /** The strategy named {@code leveled}. */
    public static final class Provider implements CompactionStrategy.Provider<LeveledConfig> {
        /** For {@link java.util.ServiceLoader}. */
        public Provider() {}

        @Override
        public String name() {
            return "leveled";
        }

        @Override
        public ConfigType<LeveledConfig> config() {
            return new ConfigType<>(
                    LeveledConfig.class, LeveledConfig.DEFAULT, MethodHandles.lookup());
        }

        @Override
        public CompactionStrategy open(LeveledConfig config, long tableBytes) {
            return new Leveled(config, tableBytes);
        }
    }
}
