package dev.cairn.transport.netty.http;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.Drain;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.Sibling;
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
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Version;
import dev.cairn.testkit.service.OneNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A cluster of two members that never changes, except for being ready. */
final class FixedAdmin implements AdminService {
    private volatile Map<String, String> bucketChanges = Map.of();

    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");

    volatile boolean ready = true;
    volatile Optional<NodeId> forced = Optional.empty();
    volatile Optional<Drain> drain = Optional.empty();
    volatile int rebuildingSlices;
    volatile Optional<MemberChange> change = Optional.empty();

    private static MemberStatus member(NodeId id, Liveness liveness, int port, int rebuilding) {
        Member member =
                new Member(
                        id,
                        1,
                        new Address("127.0.0.1", port),
                        Zone.DEFAULT,
                        100,
                        MemberState.ACTIVE);
        return new MemberStatus(
                member, liveness, 0.5, new LoadReport(12.5, 4096, rebuilding), "0.1");
    }

    @Override
    public ClusterStatus cluster() {
        return new ClusterStatus(
                new ClusterId(0xca12L),
                N1,
                3,
                List.of(
                        member(N1, Liveness.ALIVE, 4700, 0),
                        member(N2, Liveness.DEAD, 4710, rebuildingSlices)));
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
        Topology topology =
                new Topology(
                        status.id(),
                        status.epoch(),
                        status.members().stream().map(MemberStatus::member).toList());
        return change.map(running -> running.step(topology.next())).orElse(topology);
    }

    @Override
    public RingStatus ring() {
        return new RingStatus(
                3,
                List.of(
                        new RingStatus.Run(0, 99, List.of(N1, N2)),
                        new RingStatus.Run(100, 65_535, List.of(N2, N1))));
    }

    @Override
    public KeyPlacement locate(Key key) {
        return new KeyPlacement(key, -1L, 65_535, 3, List.of(N2, N1), List.of());
    }

    @Override
    public void force(NodeId lost, Answer<Topology> answer) {
        forced = Optional.of(lost);
        answer.succeeded(topology());
    }

    @Override
    public void drain(NodeId node, boolean undo, Answer<Optional<Drain>> answer) {
        drain = undo ? Optional.empty() : Optional.of(new Drain(node, Drain.Step.HINTS, 12));
        answer.succeeded(drain);
    }

    @Override
    public Optional<Drain> drain() {
        return drain;
    }

    @Override
    public void explain(Key key, Answer<Explanation> answer) {
        Dot dot = new Dot(new ActorId(N1, 7, 1), 3);
        Version version =
                new Version(
                        dot,
                        CausalContext.EMPTY,
                        HybridTimestamp.ofMillis(1_700_000_000_000L),
                        0,
                        Bytes.utf8("v"),
                        false,
                        OptionalLong.empty(),
                        Optional.empty());
        Sibling seen =
                new Sibling(
                        version.value(),
                        version.clock(),
                        version.timestamp().millis(),
                        OptionalLong.empty());
        if (key.bucket().equals("registers")) {
            Explanation.Accepted accepted =
                    new Explanation.Accepted("7.9a3c", 3, 1_700_000_000_000L, Optional.of(seen));
            Explanation.Acceptor acceptor =
                    new Explanation.Acceptor(31, true, "8.77", Optional.of(accepted));
            Explanation.Replica replica =
                    new Explanation.Replica(N1, true, List.of(), List.of(), Optional.of(acceptor));
            answer.succeeded(new Explanation(locate(key), List.of(replica), List.of(seen)));
            return;
        }
        answer.succeeded(
                new Explanation(
                        locate(key),
                        List.of(
                                new Explanation.Replica(N2, false, List.of(), List.of()),
                                new Explanation.Replica(N1, true, List.of(version), List.of(N2))),
                        List.of(seen)));
    }

    @Override
    public Map<String, BucketProperties> buckets() {
        return Map.of("redis:*", BucketProperties.DEFAULT, "*", BucketProperties.DEFAULT);
    }

    @Override
    public BucketProperties bucket(String name) {
        return name.equals("cp") ? OneNode.REGISTERS : BucketProperties.DEFAULT;
    }

    @Override
    public void setBucket(
            String name, Map<String, String> changes, Answer<BucketProperties> answer) {
        bucketChanges = Map.copyOf(changes);
        answer.succeeded(bucket(name));
    }

    Map<String, String> bucketChanges() {
        return bucketChanges;
    }

    @Override
    public List<PluginStatus> plugins() {
        return List.of(new PluginStatus("transport", "netty", "dev.cairn.transport.netty", true));
    }

    @Override
    public boolean ready() {
        return ready;
    }
}
