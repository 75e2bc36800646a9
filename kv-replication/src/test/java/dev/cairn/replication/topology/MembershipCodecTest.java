package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.wire.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against membership-1.txt: name and bytes, a line for each sample. */
class MembershipCodecTest {
    static Map<String, MembershipMessage> samples() {
        Member member =
                new Member(
                        new NodeId("n4"),
                        0x1122_3344_5566_7788L,
                        new Address("h4", 4730),
                        new Zone("dc1", "r2"),
                        100,
                        MemberState.JOINING);
        Topology topology =
                Topology.founding(new ClusterId(5), List.of(member.in(MemberState.ACTIVE)));
        Map<String, MembershipMessage> all = new LinkedHashMap<>();
        all.put("announce", new MembershipMessage.Announce(member));
        all.put("replacing", new MembershipMessage.Replacing(member, new NodeId("n2")));
        all.put(
                "overdue",
                new MembershipMessage.Overdue(List.of(new NodeId("n2"), new NodeId("n5"))));
        all.put("declined", new MembershipMessage.Declined("n4 is a member already"));
        all.put("progress", new MembershipMessage.Progress(0x1122_3344_5566_7788L, 1, 300, 298));
        all.put("update", new MembershipMessage.Update(topology));
        return all;
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        try (InputStream file = MembershipCodecTest.class.getResourceAsStream("membership-1.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                String[] words = line.split(" ", 2);
                lines.put(words[0], words[1]);
            }
        }
        return lines;
    }

    @Test
    void everyMessageIsEncodedAsTheGoldenFileSaysAndBack() throws IOException {
        Map<String, String> encoded = new LinkedHashMap<>();
        samples()
                .forEach((name, message) -> {
                    byte[] bytes = MembershipCodec.encode(message).toByteArray();
                    encoded.put(name, HexFormat.of().formatHex(bytes));
                    assertThat(MembershipCodec.decode(MemorySegment.ofArray(bytes)))
                            .isEqualTo(message);
                });
        assertThat(encoded).isEqualTo(golden());
    }

    @Test
    void everyTruncationAndEveryByteTooManyIsMalformed() {
        samples()
                .values()
                .forEach(message -> {
                    byte[] whole = MembershipCodec.encode(message).toByteArray();
                    for (int length = 0; length <= whole.length + 1; length++) {
                        if (length != whole.length) {
                            MemorySegment part =
                                    MemorySegment.ofArray(Arrays.copyOf(whole, length));
                            assertThatThrownBy(() -> MembershipCodec.decode(part))
                                    .isInstanceOf(MalformedException.class);
                        }
                    }
                });
    }
}
