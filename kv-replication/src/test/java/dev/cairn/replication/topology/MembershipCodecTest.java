package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.replication.message.GoldenFileContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class MembershipCodecTest extends GoldenFileContract<MembershipMessage> {
    MembershipCodecTest() {
        super("membership-1.txt", samples(), MembershipCodec::encode, MembershipCodec::decode);
    }

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
}
