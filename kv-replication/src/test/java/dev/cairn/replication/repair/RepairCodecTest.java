package dev.cairn.replication.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.repair.RepairMessage.KeyDigests;
import dev.cairn.replication.repair.RepairMessage.SliceDigests;
import dev.cairn.replication.repair.RepairMessage.Wanted;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RepairCodecTest {
    private static final Bytes KEY =
            StorageKey.of(0x0102_0000_0000_0000L, new Key("users", Bytes.utf8("ada"))).encoded();
    private static final int SLICE = 0x0102;

    /** Frame kind and payload of one message of each shape: version 1 of the format. */
    private static final Map<String, RepairMessage> GOLDEN =
            new TreeMap<>(
                    Map.of(
                            "40 01ac02028202090203000000000000000705ffffffffffffffff000000",
                            new SliceDigests(
                                    300,
                                    List.of(
                                            new SliceDigest(
                                                    SLICE,
                                                    9,
                                                    List.of(
                                                            new SliceDigest.Share(3, 7),
                                                            new SliceDigest.Share(5, -1))),
                                            new SliceDigest(0, 0, List.of()))),
                            "41 01ac028202090011010200000000000005757365727361646101110102000000000000057573657273616461"
                                    + "000000000000002a",
                            new KeyDigests(
                                    300,
                                    SLICE,
                                    9,
                                    Bytes.EMPTY,
                                    KEY,
                                    List.of(new KeyDigest(KEY, 42))),
                            "42 01ac02820201110102000000000000057573657273616461"
                                    + "01110102000000000000057573657273616461",
                            new Wanted(300, SLICE, List.of(KEY), true, KEY)));

    private static byte[] payload(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static RepairMessage decode(int kind, byte[] bytes) {
        return RepairCodec.decode(kind, MemorySegment.ofArray(bytes));
    }

    @Test
    void everyMessageHasItsGoldenBytesAndComesBackFromThem() {
        GOLDEN.forEach((line, message) -> {
            Frame frame = RepairCodec.encode(message);
            String encoded =
                    Integer.toHexString(frame.kind())
                            + " "
                            + HexFormat.of().formatHex(payload(frame));
            assertThat(encoded).isEqualTo(line);
            assertThat(decode(frame.kind(), payload(frame))).isEqualTo(message);
            assertThat(FrameKinds.isReplication(frame.kind())).isTrue();
            assertThat(RepairCodec.isRepair(frame.kind())).isTrue();
        });
    }

    @Test
    void truncatedLongerAndNewerBytesAreMalformed() {
        GOLDEN.values()
                .forEach(message -> {
                    Frame frame = RepairCodec.encode(message);
                    byte[] whole = payload(frame);
                    for (int length = 0; length <= whole.length + 1; length++) {
                        byte[] other = Arrays.copyOf(whole, length);
                        if (length != whole.length) {
                            assertThatThrownBy(() -> decode(frame.kind(), other))
                                    .isInstanceOf(MalformedException.class);
                        }
                    }
                    whole[0] = RepairCodec.FORMAT + 1;
                    assertThatThrownBy(() -> decode(frame.kind(), whole))
                            .isInstanceOf(MalformedException.class);
                });
    }

    @Test
    void aKeyOfAnotherSliceIsMalformed() {
        Frame frame =
                RepairCodec.encode(new Wanted(1, SLICE + 1, List.of(KEY), false, Bytes.EMPTY));
        assertThatThrownBy(() -> decode(frame.kind(), payload(frame)))
                .isInstanceOf(MalformedException.class);
    }

    @Seeded(cases = 300)
    void flippedBytesAreAMessageOrMalformedAndNothingElse(RandomGenerator random) {
        List<RepairMessage> samples = List.copyOf(GOLDEN.values());
        Frame frame = RepairCodec.encode(samples.get(random.nextInt(samples.size())));
        byte[] bytes = payload(frame);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            assertThat(decode(frame.kind(), bytes).epoch()).isGreaterThanOrEqualTo(0);
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
