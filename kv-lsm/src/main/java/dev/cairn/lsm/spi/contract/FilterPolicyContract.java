package dev.cairn.lsm.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cairn.lsm.spi.FilterPolicy;
import dev.cairn.lsm.spi.FilterPolicy.Filter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link FilterPolicy}. */
public abstract class FilterPolicyContract {
    private static final int[] KEYS = {1, 2, 100, 4_096, 100_000};
    private static final long ABSENT = 0x5DEECE66DL;

    /** For subclasses. */
    protected FilterPolicyContract() {}

    /** The policy to be tested. */
    protected abstract FilterPolicy policy();

    private Filter filter(long expected, int keys) {
        return policy().decode(bytes(expected, keys));
    }

    private MemorySegment bytes(long expected, int keys) {
        FilterPolicy.Builder builder = policy().builder(expected);
        for (int i = 0; i < keys; i++) {
            builder.add(hash(i));
        }
        return builder.finish();
    }

    private static long hash(long key) {
        return new SplittableRandom(key).nextLong();
    }

    private static void assertHoldsAll(Filter filter, int keys) {
        for (int i = 0; i < keys; i++) {
            assertTrue(filter.mayContain(hash(i)), "key " + i + " of " + keys + " is denied");
        }
    }

    @Test
    void rule1_noKeyThatWasAddedIsDenied() {
        for (int keys : KEYS) {
            assertHoldsAll(filter(keys, keys), keys);
        }
    }

    @Test
    void rule2_atMostOneAbsentKeyInTwentyPasses() {
        for (int keys : new int[] {4_096, 100_000}) {
            Filter filter = filter(keys, keys);
            int passed = 0;
            for (int i = 0; i < 20_000; i++) {
                passed += filter.mayContain(hash(ABSENT + i)) ? 1 : 0;
            }
            assertTrue(passed <= 1_000, passed + " of 20000 absent keys passed");
        }
    }

    @Test
    void rule3_moreKeysThanExpectedAreNotDenied() {
        assertHoldsAll(filter(1, 10_000), 10_000);
        assertHoldsAll(filter(100, 10_000), 10_000);
    }

    @Test
    void rule4_bytesAnywhereInMemoryAnswerAlike() {
        MemorySegment onHeap = bytes(1_000, 1_000);
        Filter first = policy().decode(onHeap);
        Filter second;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment offHeap = arena.allocate(onHeap.byteSize() + 3).asSlice(3);
            offHeap.copyFrom(onHeap);
            second = policy().decode(offHeap);
        }
        for (int i = 0; i < 5_000; i++) {
            assertEquals(first.mayContain(hash(i)), second.mayContain(hash(i)));
        }
    }

    @Test
    void rule5_rubbishIsRefusedOrAnswersAnything() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] rubbish = new byte[random.nextInt(400)];
            random.nextBytes(rubbish);
            try {
                Filter filter = policy().decode(MemorySegment.ofArray(rubbish));
                for (int key = 0; key < 20; key++) {
                    filter.mayContain(random.nextLong());
                }
            } catch (IllegalArgumentException told) {
                assertTrue(told.getMessage() != null, "it says what is wrong");
            }
        }
    }

    @Test
    void rule6_manyThreadsMayAsk() {
        Filter filter = filter(10_000, 10_000);
        assertTrue(IntStream.range(0, 10_000).parallel().allMatch(i -> filter.mayContain(hash(i))));
    }

    @Test
    void rule7_itsNumberFitsIntoAByte() {
        assertTrue(policy().id() >= 1 && policy().id() <= 255);
        assertEquals(policy().id(), policy().id());
    }
}
