package dev.cairn.transport.grpc;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import java.util.List;
import java.util.Map;

/** The control service of a cluster of one node. */
final class OneNode implements AdminService {
    static final NodeId ID = new NodeId("n1");

    volatile boolean ready = true;

    @Override
    public ClusterStatus cluster() {
        Member member =
                new Member(
                        ID,
                        1,
                        new Address("localhost", 4700),
                        Zone.DEFAULT,
                        64,
                        MemberState.ACTIVE);
        return new ClusterStatus(
                new ClusterId(0xabcdL),
                ID,
                7,
                List.of(new MemberStatus(member, Liveness.ALIVE, 1.0, LoadReport.NONE, "0.1.0")));
    }

    @Override
    public void change(MemberChange change, Answer<Topology> answer) {
        try {
            answer.succeeded(change.step(topology().next()));
        } catch (KvException refused) {
            answer.failed(refused.error());
        }
    }

    @Override
    public Topology topology() {
        ClusterStatus status = cluster();
        return new Topology(
                status.id(),
                status.epoch(),
                status.members().stream().map(MemberStatus::member).toList());
    }

    @Override
    public RingStatus ring() {
        return new RingStatus(7, List.of(new RingStatus.Run(0, 65_535, List.of(ID))));
    }

    @Override
    public KeyPlacement locate(Key key) {
        return new KeyPlacement(key, 0, 0, 7, List.of(ID), List.of());
    }

    @Override
    public void explain(Key key, Answer<Explanation> answer) {
        answer.succeeded(new Explanation(locate(key), List.of(), List.of()));
    }

    @Override
    public Map<String, BucketProperties> buckets() {
        return Map.of();
    }

    @Override
    public BucketProperties bucket(String name) {
        return BucketProperties.DEFAULT;
    }

    @Override
    public void setBucket(
            String name, Map<String, String> changes, Answer<BucketProperties> answer) {
        answer.succeeded(bucket(name));
    }

    @Override
    public List<PluginStatus> plugins() {
        return List.of();
    }

    @Override
    public boolean ready() {
        return ready;
    }
}
