package dev.cairn.replication.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.message.FrameCodecContract;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.watch.Journal.Mark;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WatchCodecTest extends FrameCodecContract<WatchMessage> {
    private static final Bytes KEY =
            StorageKey.of(0x0102_0000_0000_0000L, new Key("users", Bytes.utf8("ada"))).encoded();
    private static final Mark MARK = new Mark(9, 300);

    /** Frame kind and payload of one message of each shape: version 1 of the format. */
    private static final Map<String, WatchMessage> GOLDEN =
            new TreeMap<>(
                    Map.of(
                            "78 010000000000000007" + "057573657273" + "00" + "00" + "8827",
                            new WatchMessage.Follow(
                                    7,
                                    "users",
                                    Bytes.EMPTY,
                                    Optional.empty(),
                                    Duration.ofSeconds(5)),
                            "78 010000000000000007"
                                    + "057573657273"
                                    + "0161"
                                    + "010000000000000009ac02"
                                    + "8827",
                            new WatchMessage.Follow(
                                    7,
                                    "users",
                                    Bytes.utf8("a"),
                                    Optional.of(MARK),
                                    Duration.ofSeconds(5)),
                            "79 010000000000000007"
                                    + "0000000000000009ac02"
                                    + "00"
                                    + "01110102000000000000057573657273616461"
                                    + "026869",
                            new WatchMessage.Followed(
                                    7,
                                    MARK,
                                    false,
                                    List.of(new WatchMessage.Pair(KEY, Bytes.utf8("hi"))))));

    WatchCodecTest() {
        super(
                GOLDEN,
                WatchCodec::encode,
                WatchCodec::decode,
                WatchCodec::isWatch,
                WatchCodec.FORMAT);
    }

    @Test
    void aPositionHasItsGoldenBytesAndComesBackFromThem() {
        Map<NodeId, Mark> marks = Map.of(new NodeId("n2"), new Mark(1, 2), new NodeId("n1"), MARK);
        WatchPosition position = Positions.encode(marks);
        assertThat(HexFormat.of().formatHex(position.token().toByteArray()))
                .isEqualTo("0102" + "026e310000000000000009ac02" + "026e32000000000000000102");
        assertThat(Positions.decode(WatchPosition.parse(position.toString()))).isEqualTo(marks);
    }

    @Test
    void whatIsNoPositionIsABadRequest() {
        byte[] whole = Positions.encode(Map.of(new NodeId("n1"), MARK)).token().toByteArray();
        for (int length = 0; length < whole.length; length++) {
            WatchPosition cut = new WatchPosition(Bytes.wrap(Arrays.copyOf(whole, length)));
            assertThatThrownBy(() -> Positions.decode(cut)).isInstanceOf(KvException.class);
        }
    }
}
