package dev.cairn.lsm.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cairn.lsm.spi.CompactionStrategy;
import dev.cairn.lsm.spi.Levels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The contract of {@link CompactionStrategy}, played without a disk. */
public abstract class CompactionStrategyContract {
    private static final int FLUSHES = 1_000;
    private static final int SEEDS = 8;

    /** For subclasses. */
    protected CompactionStrategyContract() {}

    /** The strategy to be tested, for flushes of about {@code tableBytes}. */
    protected abstract CompactionStrategy strategy(long tableBytes);

    private PlayedStore store(long seed) {
        return new PlayedStore(strategy(PlayedStore.TABLE_BYTES), new SplittableRandom(seed));
    }

    @Test
    void rule1_theSameLevelsGiveTheSamePick() {
        PlayedStore store = store(1);
        for (int i = 0; i < FLUSHES / 10; i++) {
            store.flush();
            Levels same = new Levels(store.levels().tables().reversed());
            CompactionStrategy another = strategy(PlayedStore.TABLE_BYTES);
            assertEquals(another.pick(store.levels()), another.pick(same));
            store.settle();
        }
    }

    @Test
    void rule2_noPickPutsSomethingOlderAboveSomethingNewer() {
        for (int seed = 0; seed < SEEDS; seed++) {
            PlayedStore store = store(seed);
            for (int i = 0; i < FLUSHES / 10; i++) {
                store.flush();
                store.step();
            }
            store.settle();
        }
    }

    @Test
    void rule3_picksComeToRestWhateverLevelsTheyBeginWith() {
        for (int seed = 0; seed < SEEDS; seed++) {
            PlayedStore store = store(seed);
            store.scatter();
            store.settle();
        }
    }

    @Test
    void rule7_whatItPicksAtRestIsSafeAndHasAnEnd() {
        for (int seed = 0; seed < SEEDS; seed++) {
            PlayedStore store = store(seed);
            store.scatter();
            for (int i = 0; i < FLUSHES / 20; i++) {
                store.rest();
                CompactionStrategy another = strategy(PlayedStore.TABLE_BYTES);
                Levels same = new Levels(store.levels().tables().reversed());
                assertEquals(another.pickAtRest(store.levels()), another.pickAtRest(same));
                store.flush();
            }
        }
    }

    @Test
    void rules4And6_aReadAsksFewRunsAndAByteIsRewrittenFewTimes() {
        PlayedStore store = store(4);
        for (int i = 0; i < FLUSHES; i++) {
            store.flush();
            store.settle();
            int runs = store.levels().runs().size();
            assertTrue(
                    runs <= CompactionStrategy.MOST_RUNS,
                    "after " + (i + 1) + " flushes there are " + runs + " runs");
        }
        double rewrites = store.rewrites();
        assertTrue(
                rewrites <= CompactionStrategy.MOST_REWRITES,
                "a byte is rewritten " + rewrites + " times");
    }

    @Test
    void rule5_itGoesOnFromWhatAnotherLeft() {
        for (int seed = 0; seed < SEEDS; seed++) {
            PlayedStore store = store(seed);
            store.scatter();
            for (int i = 0; i < FLUSHES / 20; i++) {
                store.flush();
                store.settle();
            }
            assertTrue(store.levels().runs().size() <= CompactionStrategy.MOST_RUNS);
        }
    }
}
