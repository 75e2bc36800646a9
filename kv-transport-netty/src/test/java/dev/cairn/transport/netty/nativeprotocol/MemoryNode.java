package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
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
import dev.cairn.api.version.VectorClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Both services of a cluster of one node, in memory. It may be told to fail, or to hold reads. */
final class MemoryNode implements KeyValueService, AdminService {
    static final NodeId ID = new NodeId("n1");
    static final ClusterId CLUSTER = new ClusterId(0xabcdL);

    final List<Answer<ReadResult>> held = new CopyOnWriteArrayList<>();
    volatile boolean holdsReads;
    volatile Optional<KvError> failure = Optional.empty();
    volatile Address address = new Address("127.0.0.1", 4700);
    private final Map<Key, Bytes> pairs = new ConcurrentHashMap<>();

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        if (holdsReads) {
            held.add(answer);
        } else if (failure.isPresent()) {
            answer.failed(failure.get());
        } else {
            answer.succeeded(read(request.key()));
        }
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        if (failure.isPresent()) {
            answer.failed(failure.get());
        } else {
            pairs.put(request.key(), request.value());
            Thread.ofVirtual().start(() -> answer.succeeded(written(request.operation())));
        }
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        pairs.remove(request.key());
        answer.succeeded(written(request.operation()));
    }

    ReadResult read(Key key) {
        VectorClock clock = VectorClock.of(Map.of("n1", 1L));
        List<Sibling> siblings =
                Optional.ofNullable(pairs.get(key)).stream()
                        .map(value -> new Sibling(value, clock, 1, OptionalLong.empty()))
                        .toList();
        return new ReadResult(siblings, new Context(Bytes.utf8("seen")), receipt());
    }

    private static WriteResult written(Optional<OperationId> operation) {
        return new WriteResult(
                new Context(Bytes.utf8("seen")),
                VectorClock.of(Map.of("n1", 1L)),
                operation.orElse(new OperationId("made-here")),
                receipt());
    }

    private static Receipt receipt() {
        return new Receipt(List.of(new Receipt.ReplicaAnswer(ID, Zone.DEFAULT, true)), 1, false, 7);
    }

    @Override
    public ClusterStatus cluster() {
        Member member = new Member(ID, 1, address, Zone.DEFAULT, 64, MemberState.ACTIVE);
        MemberStatus status =
                new MemberStatus(member, Liveness.ALIVE, 1.0, LoadReport.NONE, "0.1.0");
        return new ClusterStatus(CLUSTER, ID, 7, List.of(status));
    }

    @Override
    public void change(MemberChange change, Answer<Topology> answer) {
        answer.failed(KvError.of(ErrorCode.UNAVAILABLE, "this node has no cluster"));
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
        return new KeyPlacement(key, 42, 0, 7, List.of(ID), List.of());
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
        return true;
    }
}
