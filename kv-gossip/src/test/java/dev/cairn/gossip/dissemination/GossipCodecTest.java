package dev.cairn.gossip.dissemination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.gossip.dissemination.GossipMessage.Changes;
import dev.cairn.gossip.dissemination.GossipMessage.Digest;
import dev.cairn.gossip.dissemination.GossipMessage.Facts;
import dev.cairn.gossip.dissemination.GossipMessage.Held;
import dev.cairn.gossip.dissemination.GossipMessage.Known;
import dev.cairn.gossip.dissemination.GossipMessage.Part;
import dev.cairn.gossip.dissemination.GossipMessage.Want;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GossipCodecTest {
    private static final GossipMessage DIGEST =
            new Digest(
                    true,
                    List.of(new Held("topology", 9)),
                    List.of(new Known(new NodeId("n1"), new Edition(3, 200))));
    private static final GossipMessage FACTS =
            new Facts(
                    List.of(
                            new Changes(
                                    new NodeId("n2"),
                                    new Edition(1, 4),
                                    List.of(new Fact("load", 5, Bytes.utf8("42"))))));

    private static final GossipMessage WANT = new Want("t", 9, 0b101);
    private static final GossipMessage PART = new Part("t", 9, 2, 0x01020304, 0, Bytes.utf8("ab"));

    @Test
    void theBytesAreThoseOfVersionOne() {
        assertThat(hex(DIGEST))
                .isEqualTo("0101" + "01" + "08746f706f6c6f677909" + "01" + "026e3103c801");
        assertThat(hex(new Digest(false, List.of(), List.of()))).isEqualTo("01020000");
        assertThat(hex(WANT)).isEqualTo("0104" + "017409" + "0000000000000005");
        assertThat(hex(PART)).isEqualTo("0105" + "017409" + "02" + "01020304" + "00" + "026162");
        assertThat(hex(FACTS)).isEqualTo("010301" + "026e320104" + "01" + "046c6f616405023432");
    }

    @Test
    void whatIsWrittenIsRead() {
        for (GossipMessage message : List.of(DIGEST, FACTS, WANT, PART)) {
            byte[] bytes = GossipCodec.encode(message);
            assertThat(GossipCodec.decode(MemorySegment.ofArray(bytes))).isEqualTo(message);
            for (int length = 0; length < bytes.length; length++) {
                assertMalformed(Arrays.copyOf(bytes, length));
            }
        }
    }

    @Test
    void otherVersionsKindsAndSizesAreMalformed() {
        assertMalformed(new byte[] {2, 1, 0});
        assertMalformed(new byte[] {1, 9, 0});
        assertMalformed(new byte[Dissemination.MAX_MESSAGE_BYTES + 1]);
        byte[] large = new byte[Dissemination.MAX_FACT_BYTES + 1];
        Fact tooLarge = new Fact("x", 1, Bytes.copyOf(large));
        assertMalformed(
                GossipCodec.encode(
                        new Facts(
                                List.of(
                                        new Changes(
                                                new NodeId("n1"),
                                                Edition.NONE,
                                                List.of(tooLarge))))));
    }

    @Test
    void aPartThatDoesNotFillItsPlaceIsMalformed() {
        int size = Values.PART_BYTES + 1;
        Bytes two = Bytes.utf8("ab");
        assertMalformed(GossipCodec.encode(new Part("t", 1, size, 0, 1, two)));
        assertMalformed(GossipCodec.encode(new Part("t", 1, 2, 0, 1, two)));
        assertMalformed(
                GossipCodec.encode(new Part("t", 1, Dissemination.MAX_VALUE_BYTES + 1, 0, 0, two)));
    }

    private static void assertMalformed(byte[] bytes) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> GossipCodec.decode(MemorySegment.ofArray(bytes)));
    }

    private static String hex(GossipMessage message) {
        return HexFormat.of().formatHex(GossipCodec.encode(message));
    }
}
