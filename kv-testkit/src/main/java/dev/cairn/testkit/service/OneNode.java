package dev.cairn.testkit.service;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.ErrorCode;
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

/**
 * The control service of a cluster of one node, which a test may move, make unready, or keep from
 * knowing its cluster. Safe for all threads.
 */
public final class OneNode implements AdminService {
    /** Its id. */
    public static final NodeId ID = new NodeId("n1");

    /** Its cluster. */
    public static final ClusterId CLUSTER = new ClusterId(0xabcdL);

    /** The properties of {@link MemoryKeyValues#LINEARIZABLE}: the defaults, but for the mode. */
    public static final BucketProperties REGISTERS = registers();

    private static final long EPOCH = 7;

    private final boolean joined;
    private volatile Address address = new Address("127.0.0.1", 4700);
    private volatile boolean ready = true;

    /** The only member, ready. */
    public OneNode() {
        this(true);
    }

    private OneNode(boolean joined) {
        this.joined = joined;
    }

    private static BucketProperties registers() {
        BucketProperties usual = BucketProperties.DEFAULT;
        return new BucketProperties(
                usual.version(),
                usual.n(),
                usual.r(),
                usual.w(),
                usual.resolver(),
                BucketProperties.Mode.LINEARIZABLE,
                usual.blindWrites(),
                usual.ttl(),
                usual.maxPairBytes(),
                usual.maxClockEntries());
    }

    /** One that knows no cluster yet: whoever asks for it is told {@code UNAVAILABLE}. */
    public static OneNode ofNoCluster() {
        return new OneNode(false);
    }

    /** It is reached at {@code where} from now on. */
    public void moveTo(Address where) {
        address = where;
    }

    /** Whether it takes requests. */
    public void setReady(boolean now) {
        ready = now;
    }

    @Override
    public ClusterStatus cluster() {
        if (!joined) {
            throw new KvException(ErrorCode.UNAVAILABLE, "no ring yet");
        }
        Member member = new Member(ID, 1, address, Zone.DEFAULT, 64, MemberState.ACTIVE);
        return new ClusterStatus(
                CLUSTER,
                ID,
                EPOCH,
                List.of(new MemberStatus(member, Liveness.ALIVE, 1.0, LoadReport.NONE, "0.1.0")));
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
        return new RingStatus(
                cluster().epoch(), List.of(new RingStatus.Run(0, 65_535, List.of(ID))));
    }

    @Override
    public KeyPlacement locate(Key key) {
        return new KeyPlacement(key, 42, 0, cluster().epoch(), List.of(ID), List.of());
    }

    @Override
    public void explain(Key key, Answer<Explanation> answer) {
        try {
            answer.succeeded(new Explanation(locate(key), List.of(), List.of()));
        } catch (KvException unknown) {
            answer.failed(unknown.error());
        }
    }

    /** Answered with what the topology would be; nothing changes. */
    @Override
    public void change(MemberChange change, Answer<Topology> answer) {
        try {
            answer.succeeded(change.step(topology().next()));
        } catch (KvException refused) {
            answer.failed(refused.error());
        }
    }

    @Override
    public Map<String, BucketProperties> buckets() {
        return Map.of();
    }

    /** The defaults, but for {@link #REGISTERS}. */
    @Override
    public BucketProperties bucket(String name) {
        return name.equals(MemoryKeyValues.LINEARIZABLE) ? REGISTERS : BucketProperties.DEFAULT;
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
