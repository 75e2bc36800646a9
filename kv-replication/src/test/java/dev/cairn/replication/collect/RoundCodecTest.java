package dev.cairn.replication.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.collect.RoundMessage.Enter;
import dev.cairn.replication.collect.RoundMessage.Entered;
import dev.cairn.replication.collect.RoundMessage.KnownRounds;
import dev.cairn.replication.collect.RoundMessage.Tell;
import dev.cairn.replication.collect.RoundMessage.Told;
import dev.cairn.replication.collect.RoundMessage.WhichRounds;
import dev.cairn.replication.repair.SliceDigest;
import dev.cairn.replication.round.Round;
import dev.cairn.replication.round.SliceRound;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RoundCodecTest {
    private static final int SLICE = 0x0102;
    private static final List<SliceRound> ROUNDS = List.of(new SliceRound(SLICE, new Round(9, 42)));
    private static final String ROUNDS_HEX = "01" + "8202" + "09" + "000000000000002a";

    /** Frame kind and payload of one message of each shape: version 1 of the format. */
    private static final Map<String, RoundMessage> GOLDEN =
            new TreeMap<>(
                    Map.of(
                            "50 01ac02" + ROUNDS_HEX,
                            new Enter(300, ROUNDS),
                            "51 01ac02" + ROUNDS_HEX,
                            new Entered(300, ROUNDS),
                            "52 01ac02" + ROUNDS_HEX,
                            new Tell(300, ROUNDS),
                            "53 01ac02" + "01" + "820209" + "01" + "03" + "0000000000000007",
                            new Told(
                                    300,
                                    List.of(
                                            new SliceDigest(
                                                    SLICE,
                                                    9,
                                                    List.of(new SliceDigest.Share(3, 7))))),
                            "54 01ac02",
                            new WhichRounds(300),
                            "55 01ac02" + "01" + ROUNDS_HEX,
                            new KnownRounds(300, true, ROUNDS)));

    private static byte[] payload(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static RoundMessage decode(int kind, byte[] bytes) {
        return RoundCodec.decode(kind, MemorySegment.ofArray(bytes));
    }

    @Test
    void everyMessageHasItsGoldenBytesAndComesBackFromThem() {
        GOLDEN.forEach((line, message) -> {
            Frame frame = RoundCodec.encode(message);
            String encoded =
                    Integer.toHexString(frame.kind())
                            + " "
                            + HexFormat.of().formatHex(payload(frame));
            assertThat(encoded).isEqualTo(line);
            assertThat(decode(frame.kind(), payload(frame))).isEqualTo(message);
            assertThat(FrameKinds.isReplication(frame.kind())).isTrue();
            assertThat(RoundCodec.isRound(frame.kind())).isTrue();
        });
    }

    @Test
    void truncatedLongerAndNewerBytesAreMalformed() {
        GOLDEN.values()
                .forEach(message -> {
                    Frame frame = RoundCodec.encode(message);
                    byte[] whole = payload(frame);
                    for (int length = 0; length <= whole.length + 1; length++) {
                        byte[] other = Arrays.copyOf(whole, length);
                        if (length != whole.length) {
                            assertThatThrownBy(() -> decode(frame.kind(), other))
                                    .isInstanceOf(MalformedException.class);
                        }
                    }
                    whole[0] = RoundCodec.FORMAT + 1;
                    assertThatThrownBy(() -> decode(frame.kind(), whole))
                            .isInstanceOf(MalformedException.class);
                });
    }

    @Test
    void aMessageSplitsByLane() {
        Enter enter =
                new Enter(
                        1,
                        List.of(
                                new SliceRound(4, Round.FIRST),
                                new SliceRound(5, Round.FIRST),
                                new SliceRound(7, Round.FIRST)));
        assertThat(enter.byLane(3)).extracting(RoundMessage.OfSlices::slice).containsExactly(4, 5);
        assertThat(enter.byLane(3).getFirst().rounds()).hasSize(2);
    }

    @Seeded(cases = 300)
    void flippedBytesAreAMessageOrMalformedAndNothingElse(RandomGenerator random) {
        List<RoundMessage> samples = List.copyOf(GOLDEN.values());
        Frame frame = RoundCodec.encode(samples.get(random.nextInt(samples.size())));
        byte[] bytes = payload(frame);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            assertThat(decode(frame.kind(), bytes)).isNotNull();
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("Exception");
        }
    }
}
