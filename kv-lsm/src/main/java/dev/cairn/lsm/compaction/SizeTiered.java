package dev.cairn.lsm.compaction;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.Pick;
import dev.cairn.lsm.spi.TableMeta;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;

/**
 * Merges sorted runs of similar size: the newest stretch of neighbours in which each run is not
 * much larger than all newer ones of it together. So a pair is rewritten about once for each factor
 * of four in the store's size, and the number of runs stays logarithmic in it; the price is room
 * for a second copy of the largest run while it is merged. What includes the oldest run goes to the
 * bottom level; what is newer stays a single table of level 0.
 *
 * @param config how many, how similar
 */
public record SizeTiered(SizeTieredConfig config) implements CompactionStrategy {
    @Override
    public Optional<Pick> pick(Levels levels) {
        List<List<TableMeta>> runs = levels.runs();
        for (int first = 0; first + config.fewestRuns() <= runs.size(); first++) {
            int end = endOfStretch(runs, first);
            if (end - first >= config.fewestRuns()) {
                List<TableMeta> inputs =
                        runs.subList(first, end).stream().flatMap(List::stream).toList();
                int lowest = inputs.getLast().level();
                return Optional.of(new Pick(inputs, end == runs.size() ? Levels.BOTTOM : lowest));
            }
        }
        return Optional.empty();
    }

    private int endOfStretch(List<List<TableMeta>> runs, int first) {
        long total = bytes(runs.get(first));
        int end = first + 1;
        while (end < runs.size()
                && end - first < config.mostRuns()
                && bytes(runs.get(end)) <= config.ratio() * total) {
            total += bytes(runs.get(end));
            end++;
        }
        return end;
    }

    private static long bytes(List<TableMeta> run) {
        return run.stream().mapToLong(TableMeta::bytes).sum();
    }

    /** The strategy named {@code size-tiered}. */
    public static final class Provider implements CompactionStrategy.Provider<SizeTieredConfig> {
        /** For {@link java.util.ServiceLoader}. */
        public Provider() {}

        @Override
        public String name() {
            return "size-tiered";
        }

        @Override
        public ConfigType<SizeTieredConfig> config() {
            return new ConfigType<>(
                    SizeTieredConfig.class, SizeTieredConfig.DEFAULT, MethodHandles.lookup());
        }

        @Override
        public CompactionStrategy open(SizeTieredConfig config, long tableBytes) {
            return new SizeTiered(config);
        }
    }
}
