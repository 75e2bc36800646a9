package dev.cairn.bench.replication;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.testkit.contract.SteadyView;
import java.util.ArrayList;
import java.util.List;

/** A cluster of n1, n2 and n3, which all live and own every key. */
final class ThreeOwners {
    static final int SIZE = 3;

    static ClusterView create() {
        List<Member> members = new ArrayList<>();
        List<NodeId> nodes = new ArrayList<>();
        for (int i = 1; i <= SIZE; i++) {
            nodes.add(node(i));
            members.add(new Member(node(i), i, address(i), Zone.DEFAULT, 1, MemberState.ACTIVE));
        }
        return new SteadyView(
                new Topology(new ClusterId(1), 1, members), new PreferenceList(nodes, SIZE));
    }

    static NodeId node(int number) {
        return new NodeId("n" + number);
    }

    static Address address(int number) {
        return new Address("n" + number, 4700);
    }

    private ThreeOwners() {}
}
