package dev.cairn.replication.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.replication.collect.RoundMessage.Enter;
import dev.cairn.replication.collect.RoundMessage.Entered;
import dev.cairn.replication.collect.RoundMessage.KnownRounds;
import dev.cairn.replication.collect.RoundMessage.Tell;
import dev.cairn.replication.collect.RoundMessage.Told;
import dev.cairn.replication.collect.RoundMessage.WhichRounds;
import dev.cairn.replication.message.FrameCodecContract;
import dev.cairn.replication.repair.SliceDigest;
import dev.cairn.replication.round.Round;
import dev.cairn.replication.round.SliceRound;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoundCodecTest extends FrameCodecContract<RoundMessage> {
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

    RoundCodecTest() {
        super(
                GOLDEN,
                RoundCodec::encode,
                RoundCodec::decode,
                RoundCodec::isRound,
                RoundCodec.FORMAT);
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
}
