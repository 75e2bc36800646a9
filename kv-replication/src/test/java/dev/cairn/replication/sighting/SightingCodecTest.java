package dev.cairn.replication.sighting;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.message.FrameCodecContract;
import dev.cairn.replication.sighting.SightingMessage.Presented;
import dev.cairn.replication.sighting.SightingMessage.Seen;
import java.util.Map;
import java.util.Set;

class SightingCodecTest extends FrameCodecContract<SightingMessage> {
    /** Frame kind and payload of one message of each shape: version 1 of the format. */
    private static final Map<String, SightingMessage> GOLDEN =
            Map.of(
                    "7c 01"
                            + "0000000000000009"
                            + "01"
                            + "02000000000000000ac801"
                            + "03000000000000000bc901",
                    new Presented(9, new Sighting(2, 10, 200), new Sighting(3, 11, 201), true),
                    "7c 01"
                            + "0000000000000009"
                            + "00"
                            + "00000000000000000000"
                            + "01ffffffffffffffff00",
                    new Presented(9, Sighting.NONE, new Sighting(1, -1, 0), false),
                    "7d 01" + "000000000000000b" + "02" + "03000000000000000bc90100",
                    new Seen(11, true, false, new Sighting(3, 11, 201), Set.of()),
                    "7d 01" + "000000000000000b" + "01" + "04000000000000000c0700",
                    new Seen(11, false, true, new Sighting(4, 12, 7), Set.of()),
                    "7d 01" + "000000000000000b" + "00" + "00000000000000000000" + "02026e31026e32",
                    new Seen(
                            11,
                            false,
                            false,
                            Sighting.NONE,
                            Set.of(new NodeId("n1"), new NodeId("n2"))));

    SightingCodecTest() {
        super(
                GOLDEN,
                SightingCodec::encode,
                SightingCodec::decode,
                SightingCodec::isSighting,
                SightingCodec.FORMAT);
    }
}
