package dev.cairn.replication.shortpath;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Consistency;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import java.util.BitSet;

/**
 * By one snapshot of the cluster, of which keys of a bucket this node is the only owner, so that
 * what it holds is the answer. Not while owners change, and not of registers; and only where a
 * single version is kept and shown as it is. Immutable; safe for all threads.
 */
final class SoleOwner {
    private static final BitSet NONE = new BitSet();

    private final SharedParts node;
    private final ClusterView view;
    private final String bucket;
    private final BucketProperties properties;
    private final boolean timeDecides;

    /** The slices of which it is. A bit is looked up in the cache where a list would not be. */
    private final BitSet slices;

    SoleOwner(SharedParts node, ClusterView view, String bucket) {
        this.node = node;
        this.view = view;
        this.bucket = bucket;
        this.properties = view.bucket(bucket);
        ConflictResolver resolver = node.resolvers().get(properties.resolver());
        this.timeDecides = resolver != null && resolver.decidesByTime();
        boolean fits =
                Key.isBucketName(bucket)
                        && properties.mode() == BucketProperties.Mode.EVENTUAL
                        && view.topology().change().isEmpty()
                        && resolver != null
                        && resolver.keepsOne();
        this.slices = fits ? slices() : NONE;
    }

    /** All slices of a bucket have as many owners. */
    private BitSet slices() {
        PreferenceList last = view.preference(0, properties.n());
        if (last.ownerCount() != 1) {
            return NONE;
        }
        BitSet alone = new BitSet(Slices.COUNT);
        boolean is = isAlone(last);
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            PreferenceList list = view.preference(slice, properties.n());
            is = list == last ? is : isAlone(list);
            last = list;
            alone.set(slice, is);
        }
        return alone;
    }

    private boolean isAlone(PreferenceList list) {
        return list.ownerCount() == 1
                && list.nodes().getFirst().equals(node.self())
                && isEnough(properties.r(), list)
                && isEnough(properties.w(), list);
    }

    private boolean isEnough(Consistency level, PreferenceList list) {
        try {
            return node.policy()
                            .quorum(level, list, properties.n(), view, node.self())
                            .succeeded(node.self())
                            .outcome()
                    == Outcome.WON;
        } catch (KvException refused) {
            return false;
        }
    }

    /** Whether it was found out by this snapshot for this bucket. */
    boolean isOf(ClusterView present, String wanted) {
        return present == view && wanted.equals(bucket);
    }

    BucketProperties properties() {
        return properties;
    }

    long epoch() {
        return view.topology().epoch();
    }

    /** Whether this node goes by the same topology still. */
    boolean isStill() {
        return node.cluster().get().topology().epoch() == epoch();
    }

    /** Whether a write without context replaces what is held, and the bucket takes writes now. */
    boolean replaces() {
        return properties.blindWrites() == BucketProperties.BlindWrites.SUPERSEDE
                && !view.isClosed(bucket);
    }

    /** Whether timestamps decide between versions. */
    boolean timeDecides() {
        return timeDecides;
    }

    /** Whether any key of the bucket may be this node's alone. */
    boolean isAny() {
        return !slices.isEmpty();
    }

    /** Whether this node answers for the keys of a slice alone, and holds all that is theirs. */
    boolean answers(int slice) {
        return slices.get(slice) && node.whole().isWhole(slice, properties.n());
    }
}
