package dev.cairn.replication.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
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

class ScanCodecTest {
    private static final Bytes KEY =
            StorageKey.of(0x0102_0000_0000_0000L, new Key("users", Bytes.utf8("ada"))).encoded();

    /** Frame kind and payload of one message of each shape: version 1 of the format. */
    private static final Map<String, ScanMessage> GOLDEN =
            new TreeMap<>(
                    Map.of(
                            "70 010000000000000007ac02057573657273" + "09",
                            new ScanMessage.Holds(7, 300, "users", 9),
                            "71 010000000000000007ac0201",
                            new ScanMessage.Held(7, 300, true),
                            "72 010000000000000007ac02026e6f",
                            new ScanMessage.Unable(7, 300, "no"),
                            "73 010000000000000007ac02057573657273008202110102000000000000057573657273616461"
                                    + "01610a",
                            new ScanMessage.Walk(
                                    7, 300, "users", 0, 0x0102, KEY, Bytes.utf8("a"), 10),
                            "74 010000000000000007ac020001110102000000000000057573657273616461026869",
                            new ScanMessage.Page(
                                    7,
                                    300,
                                    Bytes.EMPTY,
                                    List.of(new ScanMessage.Pair(KEY, Bytes.utf8("hi"))))));

    private static byte[] payload(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static ScanMessage decode(int kind, byte[] bytes) {
        return ScanCodec.decode(kind, MemorySegment.ofArray(bytes));
    }

    @Test
    void everyMessageHasItsGoldenBytesAndComesBackFromThem() {
        GOLDEN.forEach((line, message) -> {
            Frame frame = ScanCodec.encode(message);
            String encoded =
                    Integer.toHexString(frame.kind())
                            + " "
                            + HexFormat.of().formatHex(payload(frame));
            assertThat(encoded).isEqualTo(line);
            assertThat(decode(frame.kind(), payload(frame))).isEqualTo(message);
            assertThat(FrameKinds.isReplication(frame.kind())).isTrue();
            assertThat(ScanCodec.isScan(frame.kind())).isTrue();
        });
    }

    @Test
    void truncatedLongerAndNewerBytesAreMalformed() {
        GOLDEN.values()
                .forEach(message -> {
                    Frame frame = ScanCodec.encode(message);
                    byte[] whole = payload(frame);
                    for (int length = 0; length <= whole.length + 1; length++) {
                        byte[] other = Arrays.copyOf(whole, length);
                        if (length != whole.length) {
                            assertThatThrownBy(() -> decode(frame.kind(), other))
                                    .isInstanceOf(MalformedException.class);
                        }
                    }
                    whole[0] = ScanCodec.FORMAT + 1;
                    assertThatThrownBy(() -> decode(frame.kind(), whole))
                            .isInstanceOf(MalformedException.class);
                });
    }

    @Seeded(cases = 300)
    void flippedBytesAreAMessageOrMalformedAndNothingElse(RandomGenerator random) {
        List<ScanMessage> samples = List.copyOf(GOLDEN.values());
        Frame frame = ScanCodec.encode(samples.get(random.nextInt(samples.size())));
        byte[] bytes = payload(frame);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            assertThat(decode(frame.kind(), bytes)).isInstanceOf(ScanMessage.class);
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
