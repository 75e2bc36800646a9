package dev.cairn.replication.transfer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.message.FrameCodecContract;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.repair.KeyDigest;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.transfer.TransferMessage.Compare;
import dev.cairn.replication.transfer.TransferMessage.Differing;
import dev.cairn.replication.transfer.TransferMessage.Found;
import dev.cairn.replication.transfer.TransferMessage.Lacking;
import dev.cairn.replication.transfer.TransferMessage.Offer;
import dev.cairn.replication.transfer.TransferMessage.Pair;
import dev.cairn.replication.transfer.TransferMessage.SliceHash;
import dev.cairn.replication.transfer.TransferMessage.Unable;
import dev.cairn.replication.transfer.TransferMessage.Walk;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TransferCodecTest extends FrameCodecContract<TransferMessage> {
    private static final int SLICE = 0x0102;
    private static final Bytes KEY =
            StorageKey.of(0x0102_0000_0000_0000L, new Key("users", Bytes.utf8("ada"))).encoded();
    private static final String KEY_HEX = "11" + "0102000000000000" + "057573657273616461";

    /** An item that has seen nothing and holds nothing. */
    private static final Bytes ITEM = ItemCodec.encode(Item.EMPTY);

    private static final Ballot BALLOT = new Ballot(5, 0x77);
    private static final String FLOOR = "05" + "0000000000000077";

    /** Request 7, epoch 300, slice 0x0102: what every message begins with. */
    private static final String HEAD = "01" + "0000000000000007" + "ac02" + "8202";

    /** Frame kind and payload of one message of each shape: version 1 of the format. */
    private static final Map<String, TransferMessage> GOLDEN =
            new TreeMap<>(
                    Map.of(
                            "48 " + HEAD + "09" + "03" + "01" + "8202" + "000000000000002a",
                            new Compare(7, 300, 9, 3, List.of(new SliceHash(SLICE, 42))),
                            "49 " + HEAD + FLOOR + "02" + "8202" + "8402",
                            new Differing(7, 300, SLICE, List.of(SLICE, SLICE + 2), BALLOT, true),
                            "4a "
                                    + HEAD
                                    + "09"
                                    + "03"
                                    + "00"
                                    + KEY_HEX
                                    + "01"
                                    + KEY_HEX
                                    + "000000000000002a",
                            new Walk(
                                    7,
                                    300,
                                    9,
                                    3,
                                    SLICE,
                                    Bytes.EMPTY,
                                    KEY,
                                    List.of(new KeyDigest(KEY, 42))),
                            "4b " + HEAD + "09" + FLOOR + KEY_HEX + "01" + KEY_HEX + "03"
                                    + "010000",
                            new Found(7, 300, SLICE, 9, BALLOT, KEY, List.of(new Pair(KEY, ITEM))),
                            "4c " + HEAD + "01" + KEY_HEX + "000000000000002a",
                            new Offer(7, 300, SLICE, List.of(new KeyDigest(KEY, 42))),
                            "4d " + HEAD + "01" + KEY_HEX,
                            new Lacking(7, 300, SLICE, List.of(KEY)),
                            "4e " + HEAD,
                            new Unable(7, 300, SLICE),
                            "4f " + HEAD + "00" + "0000000000000000" + "01" + "8202",
                            new Differing(7, 300, SLICE, List.of(SLICE), Ballot.NONE, false)));

    TransferCodecTest() {
        super(
                GOLDEN,
                TransferCodec::encode,
                TransferCodec::decode,
                TransferCodec::isTransfer,
                TransferCodec.FORMAT);
    }

    @Test
    void aKeyOfAnotherSliceIsMalformed() {
        Frame frame = TransferCodec.encode(new Lacking(1, 1, SLICE + 1, List.of(KEY)));
        assertThatThrownBy(() -> decode(frame)).isInstanceOf(MalformedException.class);
    }
}
