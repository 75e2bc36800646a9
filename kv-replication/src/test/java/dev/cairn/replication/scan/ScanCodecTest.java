package dev.cairn.replication.scan;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.replication.message.FrameCodecContract;
import dev.cairn.replication.replica.StorageKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class ScanCodecTest extends FrameCodecContract<ScanMessage> {
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

    ScanCodecTest() {
        super(GOLDEN, ScanCodec::encode, ScanCodec::decode, ScanCodec::isScan, ScanCodec.FORMAT);
    }
}
