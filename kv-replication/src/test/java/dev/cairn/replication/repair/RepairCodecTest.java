package dev.cairn.replication.repair;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.message.FrameCodecContract;
import dev.cairn.replication.repair.RepairMessage.KeyDigests;
import dev.cairn.replication.repair.RepairMessage.SliceDigests;
import dev.cairn.replication.repair.RepairMessage.Wanted;
import dev.cairn.replication.replica.StorageKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RepairCodecTest extends FrameCodecContract<RepairMessage> {
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

    RepairCodecTest() {
        super(
                GOLDEN,
                RepairCodec::encode,
                RepairCodec::decode,
                RepairCodec::isRepair,
                RepairCodec.FORMAT);
    }

    @Test
    void aKeyOfAnotherSliceIsMalformed() {
        Frame frame =
                RepairCodec.encode(new Wanted(1, SLICE + 1, List.of(KEY), false, Bytes.EMPTY));
        assertThatThrownBy(() -> decode(frame)).isInstanceOf(MalformedException.class);
    }
}
