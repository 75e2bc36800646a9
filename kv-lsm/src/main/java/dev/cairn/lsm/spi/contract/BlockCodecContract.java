package dev.cairn.lsm.spi.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cairn.lsm.spi.BlockCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link BlockCodec}. */
public abstract class BlockCodecContract {
    private static final int[] SIZES = {1, 2, 15, 4_096, 70_000, 1 << 20, 16 << 20};
    private static final int CASES = 2_000;
    private static final int GUARD = 64;

    /** For subclasses. */
    protected BlockCodecContract() {}

    /** The codec to be tested. */
    protected abstract BlockCodec codec();

    private static byte[] noise(RandomGenerator random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(RandomGenerator random, int size) {
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            text.append("user-").append(random.nextInt(1_000)).append('/');
        }
        return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
    }

    private static List<byte[]> contents(RandomGenerator random, int size) {
        return List.of(new byte[size], noise(random, size), text(random, size));
    }

    private byte[] packed(byte[] content) {
        MemorySegment target = MemorySegment.ofArray(new byte[content.length * 2 + 1_024]);
        int size = codec().pack(MemorySegment.ofArray(content), target);
        assertTrue(size > 0, content.length + " bytes do not fit into twice as many");
        return target.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }

    private byte[] unpacked(byte[] packed, int size) {
        MemorySegment target = MemorySegment.ofArray(new byte[size]);
        codec().unpack(MemorySegment.ofArray(packed), target);
        return target.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void rule1_whatWasPackedUnpacksToTheSame() {
        SplittableRandom random = new SplittableRandom(1);
        for (int size : SIZES) {
            for (byte[] content : contents(random, size)) {
                assertArrayEquals(content, unpacked(packed(content), size));
            }
        }
        byte[] repetitive = text(random, 4_096);
        assertTrue(packed(repetitive).length < 3_000, "text does not pack");
    }

    @Test
    void rule2_whatDoesNotFitIsRefusedAndNothingIsWrittenBeyond() {
        SplittableRandom random = new SplittableRandom(2);
        for (byte[] content : contents(random, 4_096)) {
            int needed = packed(content).length;
            for (int room = 0; room < needed; room += 1 + needed / 50) {
                byte[] around = new byte[room + GUARD];
                MemorySegment target = MemorySegment.ofArray(around).asSlice(0, room);
                int size = codec().pack(MemorySegment.ofArray(content), target);
                assertTrue(size <= room, "it wrote " + size + " bytes into " + room);
                assertUntouched(around, room);
            }
        }
    }

    private static void assertUntouched(byte[] around, int from) {
        for (int i = from; i < around.length; i++) {
            assertEquals(0, around[i], "a byte behind the target");
        }
    }

    @Test
    void rule3_rubbishNeverWritesBeyondItsTarget() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < CASES; i++) {
            byte[] rubbish = packed(text(random, 1 + random.nextInt(3_000)));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                rubbish[random.nextInt(rubbish.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int size = 1 + random.nextInt(3_000);
            byte[] around = new byte[size + GUARD];
            try {
                codec().unpack(
                                MemorySegment.ofArray(
                                        Arrays.copyOf(rubbish, 1 + random.nextInt(rubbish.length))),
                                MemorySegment.ofArray(around).asSlice(0, size));
            } catch (IllegalArgumentException told) {
                assertTrue(told.getMessage() != null, "it says what is wrong");
            }
            assertUntouched(around, size);
        }
    }

    @Test
    void rule3_aTargetOfAnotherSizeIsRefused() {
        byte[] content = text(new SplittableRandom(4), 1_000);
        byte[] packed = packed(content);
        for (int size : new int[] {1, 999, 1_001, 5_000}) {
            boolean refused = false;
            try {
                unpacked(packed, size);
            } catch (IllegalArgumentException told) {
                refused = true;
            }
            assertTrue(refused, "1000 bytes were unpacked to " + size);
        }
    }

    @Test
    void rule4_segmentsMayLieOnTheHeapOrOff() {
        byte[] content = text(new SplittableRandom(5), 4_096);
        try (Arena arena = Arena.ofConfined()) {
            for (int where = 0; where < 16; where++) {
                MemorySegment source = place(arena, where & 1, content.length);
                source.copyFrom(MemorySegment.ofArray(content));
                MemorySegment room = place(arena, where >> 1 & 1, 8_192);
                int size = codec().pack(source, room);
                MemorySegment packed = place(arena, where >> 2 & 1, size);
                packed.copyFrom(room.asSlice(0, size));
                MemorySegment target = place(arena, where >> 3 & 1, content.length);
                codec().unpack(packed, target);
                assertArrayEquals(content, target.toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    /** A slice that does not begin where its memory does. */
    private static MemorySegment place(Arena arena, int offHeap, int size) {
        MemorySegment larger =
                offHeap == 1
                        ? arena.allocate(size + 7L)
                        : MemorySegment.ofArray(new byte[size + 7]);
        return larger.asSlice(7, size);
    }

    @Test
    void rule5_manyThreadsMayUseIt() {
        boolean same =
                IntStream.range(0, 400)
                        .parallel()
                        .allMatch(i -> {
                            byte[] content = text(new SplittableRandom(i), 1_000 + i);
                            return Arrays.equals(
                                    content, unpacked(packed(content), content.length));
                        });
        assertTrue(same);
    }

    @Test
    void rule6_whatIsPackedInAHurryIsTheSameToAReader() {
        for (byte[] content : contents(new SplittableRandom(6), 4_096)) {
            MemorySegment target = MemorySegment.ofArray(new byte[content.length * 2 + 1_024]);
            int size = codec().hasty().pack(MemorySegment.ofArray(content), target);
            byte[] packed = target.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
            assertArrayEquals(content, unpacked(packed, content.length));
            MemorySegment back = MemorySegment.ofArray(new byte[content.length]);
            codec().hasty().unpack(MemorySegment.ofArray(packed(content)), back);
            assertArrayEquals(content, back.toArray(ValueLayout.JAVA_BYTE));
        }
        assertEquals(codec().id(), codec().hasty().id());
    }

    @Test
    void rule7_itsNumberFitsIntoAByteAndIsNotThatOfNone() {
        assertTrue(codec().id() >= 1 && codec().id() <= 255);
        assertEquals(codec().id(), codec().id());
    }
}
