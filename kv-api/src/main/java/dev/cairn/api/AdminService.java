package dev.cairn.api;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The control service of a node: what its HTTP and gRPC protocols and through them the command line
 * show.
 *
 * <p>Methods without an {@link Answer} return at once from the node's own snapshot and may be
 * called on any thread.
 */
public interface AdminService {
    /** Every member as this node sees it. */
    ClusterStatus cluster();

    /** The whole ring. */
    RingStatus ring();

    /** Where one key lives. */
    KeyPlacement locate(Key key);

    /** What every replica holds for one key, raw; answers also when some cannot be reached. */
    void explain(Key key, Answer<Explanation> answer);

    /**
     * Asks for a change of one member; answered with the topology that begins it, once that is
     * agreed on, long before ranges have moved. {@code CONFLICT} with the reason when it may not
     * be, {@code UNAVAILABLE} when too few voters answer.
     */
    void change(MemberChange change, Answer<Topology> answer);

    /**
     * Removes a dead member though no majority of the voters lives; see {@link
     * dev.cairn.api.spi.Membership#force}.
     */
    default void force(NodeId lost, Answer<Topology> answer) {
        answer.failed(KvError.of(ErrorCode.BAD_REQUEST, "this node forces nothing"));
    }

    /**
     * Takes this node out of service, or back into it; answered at once with how far it is. {@code
     * BAD_REQUEST} when {@code node} is another one: each node drains itself.
     *
     * @param undo whether to take it back
     */
    default void drain(NodeId node, boolean undo, Answer<Optional<Drain>> answer) {
        answer.failed(KvError.of(ErrorCode.BAD_REQUEST, "this node cannot be drained"));
    }

    /** How far this node is out of service; empty when it is in service. */
    default Optional<Drain> drain() {
        return Optional.empty();
    }

    /** The topology this node goes by, with the change that runs. */
    Topology topology();

    /**
     * Bucket properties by name; entries whose name ends in {@code *} hold for all names with that
     * prefix.
     */
    Map<String, BucketProperties> buckets();

    /** The properties in force for {@code name}. */
    BucketProperties bucket(String name);

    /**
     * Changes properties of one bucket, from now on and on all nodes; answered with those that are
     * in force then. {@code BAD_REQUEST} for an unknown property or a bad value, {@code CONFLICT}
     * for one that is fixed since the bucket holds data, {@code UNAVAILABLE} when too few members
     * answer; the error's sentence says which.
     *
     * @param name the bucket's name
     * @param changes values by the names that the configuration gives the properties
     */
    void setBucket(String name, Map<String, String> changes, Answer<BucketProperties> answer);

    /** Every plugin found. */
    List<PluginStatus> plugins();

    /** Whether this node takes requests: it has recovered, listens, and is not draining. */
    boolean ready();

    /**
     * The cluster as one node sees it.
     *
     * @param id the cluster's id
     * @param self the node that answers
     * @param epoch the topology's epoch
     * @param members in the order of their ids
     */
    record ClusterStatus(ClusterId id, NodeId self, long epoch, List<MemberStatus> members) {}

    /**
     * One member as one node sees it.
     *
     * @param member id, state, address, zone, weight
     * @param liveness this node's opinion, corroborated
     * @param ownership share of the token space it is the first owner of, 0 to 1
     * @param load what it last said of its load
     * @param version the software version it runs; empty while unknown
     * @param draining whether it says that it is out of service
     */
    record MemberStatus(
            Member member,
            Liveness liveness,
            double ownership,
            LoadReport load,
            String version,
            boolean draining) {
        /** A member in service. */
        public MemberStatus(
                Member member,
                Liveness liveness,
                double ownership,
                LoadReport load,
                String version) {
            this(member, liveness, ownership, load, version, false);
        }
    }

    /**
     * The ring by runs of slices with the same owners.
     *
     * @param epoch the topology's epoch
     * @param runs from slice 0 to 65,535 without gaps
     */
    record RingStatus(long epoch, List<Run> runs) {
        /**
         * Slices {@code first} to {@code last}, both inclusive.
         *
         * @param first the first slice
         * @param last the last slice
         * @param owners the preference list's owners, in order
         */
        public record Run(int first, int last, List<NodeId> owners) {}
    }

    /**
     * Where one key lives.
     *
     * @param key the key
     * @param token its position on the ring, an unsigned 64-bit number
     * @param slice its slice, 0 to 65,535
     * @param epoch the topology's epoch
     * @param owners its replicas in order
     * @param fallbacks who stands in for them, in order
     */
    record KeyPlacement(
            Key key,
            long token,
            int slice,
            long epoch,
            List<NodeId> owners,
            List<NodeId> fallbacks) {}

    /**
     * One plugin.
     *
     * @param service the service's name, as in the configuration
     * @param name the plugin's name
     * @param module the module it comes from
     * @param active whether this node uses it
     */
    record PluginStatus(String service, String name, String module, boolean active) {}
}
