package dev.cairn.lsm.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.Pick;
import dev.cairn.lsm.spi.TableMeta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A store of nothing but sizes and key ranges: flushes come, picks are checked and carried out as
 * the engine would, and nothing is ever overwritten, which is the hardest case.
 */
final class PlayedStore {
    static final long TABLE_BYTES = 1_000;

    private static final int KEYS = 1_000_000;
    private static final int MOST_PICKS = 10_000;

    private final CompactionStrategy strategy;
    private final RandomGenerator random;
    private Levels levels = new Levels(List.of());
    private long numbers = 1;
    private long flushed;
    private long rewritten;

    PlayedStore(CompactionStrategy strategy, RandomGenerator random) {
        this.strategy = strategy;
        this.random = random;
    }

    Levels levels() {
        return levels;
    }

    /** Bytes rewritten for each byte flushed. */
    double rewrites() {
        return (double) rewritten / flushed;
    }

    private static Bytes key(int number) {
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static int number(Bytes key) {
        return ByteBuffer.wrap(key.toByteArray()).getInt();
    }

    /** A flush of mostly all keys, at times of few, at times of mostly deletes. */
    void flush() {
        int width = random.nextInt(4) == 0 ? KEYS / 100 : KEYS;
        int from = random.nextInt(KEYS - width + 1);
        long deletes = random.nextInt(10) == 0 ? 80 : random.nextInt(10);
        add(0, from, from + width - 1, TABLE_BYTES, deletes);
        flushed += TABLE_BYTES;
    }

    /** Levels such as no strategy would make: tables of any size anywhere. */
    void scatter() {
        for (int level = Levels.BOTTOM; level > 0; level--) {
            int tables = random.nextInt(30);
            int width = KEYS / Math.max(1, tables);
            for (int i = 0; i < tables; i++) {
                if (random.nextInt(3) > 0) {
                    long bytes = 1 + random.nextLong(5 * TABLE_BYTES);
                    add(level, i * width, (i + 1) * width - 1, bytes, random.nextInt(100));
                }
            }
        }
        for (int i = random.nextInt(40); i > 0; i--) {
            flush();
        }
    }

    private void add(int level, int from, int to, long bytes, long deletes) {
        List<TableMeta> tables = new ArrayList<>(levels.tables());
        tables.add(new TableMeta(numbers, level, bytes, 100, deletes, key(from), key(to), numbers));
        numbers++;
        levels = new Levels(tables);
    }

    /** Carries picks out until there are none. */
    void settle() {
        int picks = 0;
        while (step()) {
            picks++;
            assertTrue(picks < MOST_PICKS, "it does not come to rest");
        }
    }

    /** As {@link #settle}, and then what it picks at rest. */
    void rest() {
        int picks = 0;
        settle();
        while (carryOut(strategy.pickAtRest(levels))) {
            settle();
            picks++;
            assertTrue(picks < MOST_PICKS, "it does not come to rest");
        }
    }

    /** Carries one pick out, if there is one. */
    boolean step() {
        return carryOut(strategy.pick(levels));
    }

    private boolean carryOut(Optional<Pick> pick) {
        if (pick.isEmpty()) {
            return false;
        }
        assertEquals(Optional.empty(), levels.refusal(pick.get()), () -> "of " + pick.get());
        carryOut(pick.get());
        return true;
    }

    private void carryOut(Pick pick) {
        List<TableMeta> inputs = pick.inputs();
        Set<TableMeta> gone = new HashSet<>(inputs);
        List<TableMeta> tables = new ArrayList<>(levels.tables());
        tables.removeIf(gone::contains);
        long newest = inputs.stream().mapToLong(TableMeta::newest).max().orElseThrow();
        int from = number(Levels.smallest(inputs));
        int to = number(Levels.largest(inputs));
        long outputs = pick.target() == 0 ? 1 : Math.max(1, pick.bytes() / TABLE_BYTES);
        outputs = Math.min(outputs, to - from + 1);
        long entries = inputs.stream().mapToLong(TableMeta::entries).sum();
        long deletes =
                levels.hidesSomething(pick)
                        ? inputs.stream().mapToLong(TableMeta::deletes).sum()
                        : 0;
        for (int i = 0; i < outputs; i++) {
            long width = (to - from + 1) / outputs;
            long last = i == outputs - 1 ? to : from + (i + 1) * width - 1;
            tables.add(
                    new TableMeta(
                            numbers++,
                            pick.target(),
                            pick.bytes() / outputs,
                            Math.max(1, entries / outputs),
                            deletes / outputs,
                            key((int) (from + i * width)),
                            key((int) last),
                            newest));
        }
        levels = new Levels(tables);
        rewritten += pick.bytes();
    }
}
