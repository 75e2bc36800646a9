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
import dev.cairn.gossip.dissemination.GossipMessage.Known;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GossipCodecTest {
    private static final GossipMessage DIGEST =
            new Digest(true, List.of(new Known(new NodeId("n1"), new Edition(3, 200))));
    private static final GossipMessage FACTS =
            new Facts(
                    List.of(
                            new Changes(
                                    new NodeId("n2"),
                                    new Edition(1, 4),
                                    List.of(new Fact("load", 5, Bytes.utf8("42"))))));

    @Test
    void theBytesAreThoseOfVersionOne() {
        assertThat(hex(DIGEST)).isEqualTo("010101" + "026e3103c801");
        assertThat(hex(new Digest(false, List.of()))).isEqualTo("010200");
        assertThat(hex(FACTS)).isEqualTo("010301" + "026e320104" + "01" + "046c6f616405023432");
    }

    @Test
    void whatIsWrittenIsRead() {
        for (GossipMessage message : List.of(DIGEST, FACTS)) {
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

    private static void assertMalformed(byte[] bytes) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> GossipCodec.decode(MemorySegment.ofArray(bytes)));
    }

    private static String hex(GossipMessage message) {
        return HexFormat.of().formatHex(GossipCodec.encode(message));
    }
}
