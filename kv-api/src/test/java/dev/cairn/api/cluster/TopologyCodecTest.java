package dev.cairn.api.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.ForSeeds;
import dev.cairn.api.wire.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against golden/topology-1.hex, the bytes of {@link #sample}. */
class TopologyCodecTest {
    /** Three owners in two data centres of which one leaves, a joiner, and voters that change. */
    static Topology sample() {
        List<Member> members =
                List.of(
                        member("n1", 11, "dc1", MemberState.ACTIVE),
                        member("n2", 12, "dc1", MemberState.ACTIVE),
                        member("n3", 13, "dc2", MemberState.ACTIVE));
        Topology begun =
                Topology.founding(new ClusterId(0x0123_4567_89ab_cdefL), members)
                        .next()
                        .announce(
                                member("n4", 14, "dc2", MemberState.JOINING)
                                        .with(new TokenSeed(0x5eed, 3)))
                        .next()
                        .leave(new NodeId("n1"))
                        .next()
                        .begin();
        return begun.next().voters(begun.voters().present().subList(1, 3));
    }

    private static Member member(String name, long storage, String datacentre, MemberState state) {
        Address address = new Address(name + ".example", 4700);
        return new Member(
                new NodeId(name), storage, address, new Zone(datacentre, "r1"), 200, state);
    }

    private static Bytes golden() throws IOException {
        try (InputStream file =
                TopologyCodecTest.class.getResourceAsStream("/golden/topology-1.hex")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Bytes.copyOf(HexFormat.of().parseHex(text.replaceAll("\\s", "")));
        }
    }

    @Test
    void theGoldenBytesAreTheSample() throws IOException {
        assertThat(TopologyCodec.encode(sample())).isEqualTo(golden());
        assertThat(TopologyCodec.decode(golden())).isEqualTo(sample());
    }

    @Test
    void everyTruncationAndEveryByteTooManyIsMalformed() {
        byte[] whole = TopologyCodec.encode(sample()).toByteArray();
        for (int length = 0; length < whole.length; length++) {
            Bytes part = Bytes.copyOf(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TopologyCodec.decode(part))
                    .isInstanceOf(MalformedException.class);
        }
        Bytes longer = Bytes.copyOf(Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> TopologyCodec.decode(longer))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void changedBytesAreATopologyOrMalformedAndNothingElse() {
        ForSeeds.check(
                2_000,
                random -> {
                    byte[] bytes = TopologyCodec.encode(sample()).toByteArray();
                    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    try {
                        Topology read = TopologyCodec.decode(Bytes.copyOf(bytes));
                        assertThat(TopologyCodec.encode(read)).isEqualTo(Bytes.copyOf(bytes));
                    } catch (MalformedException expected) {
                        assertThat(expected).hasMessageNotContaining("null");
                    }
                });
    }
}
