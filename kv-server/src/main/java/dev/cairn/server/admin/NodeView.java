package dev.cairn.server.admin;

import dev.cairn.api.AdminService.PluginStatus;
import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Drain;
import dev.cairn.api.Explanation;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Topology;
import dev.cairn.server.config.Buckets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What administration needs to see of a running node. All methods may be called on any thread. */
public interface NodeView {
    /** Its id. */
    NodeId self();

    /** The present cluster. */
    ClusterView cluster();

    /** Who keeps what, for buckets with {@code replicas} copies. */
    PreferenceTable table(int replicas);

    /** Where a key lies. */
    long token(Key key);

    /** How buckets are kept. */
    Buckets buckets();

    /** What a member last said of its load. */
    LoadReport load(NodeId member);

    /** The version a member runs; empty while unknown. */
    String version(NodeId member);

    /** Every plugin found and whether it is in use. */
    List<PluginStatus> plugins();

    /** What every replica holds for a key. */
    void explain(Key key, Answer<Explanation> answer);

    /** Changes properties of a bucket. */
    void setBucket(String bucket, Map<String, String> changes, Answer<BucketProperties> answer);

    /** Begins a change of a member. */
    void change(MemberChange change, Answer<Topology> answer);

    /** Goes on without a member though no majority lives. */
    void force(NodeId lost, Answer<Topology> answer);

    /** Whether a member says that it is out of service. */
    boolean isDraining(NodeId member);

    /** Takes the node out of service, or back. */
    void drain(boolean undo, Answer<Optional<Drain>> answer);

    /** How far it is out of service; empty when it is in service. */
    Optional<Drain> drain();

    /** Whether it takes requests. */
    boolean ready();
}
