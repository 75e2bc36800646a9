package dev.cairn.replication.watch;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import java.util.Set;

/**
 * Whether a watch can have missed nothing: every slice has an owner that was followed without a gap
 * since the watch began. One is enough, since every write reaches every owner in the end; and what
 * that owner has known since before was not written behind the watch's position.
 */
final class Coverage {
    private Coverage() {}

    /** Whether slices {@code first} to {@code last} have such owners among {@code whole}. */
    static boolean reaches(ClusterView view, int copies, int first, int last, Set<NodeId> whole) {
        PreferenceList list = view.preference(first, copies);
        if (!hasOne(list, whole)) {
            return false;
        }
        for (int slice = first + 1; slice <= last; slice++) {
            PreferenceList next = view.preference(slice, copies);
            if (next != list && !hasOne(next, whole)) {
                return false;
            }
            list = next;
        }
        return true;
    }

    private static boolean hasOne(PreferenceList list, Set<NodeId> whole) {
        for (int i = 0; i < list.ownerCount(); i++) {
            if (whole.contains(list.nodes().get(i))) {
                return true;
            }
        }
        return false;
    }
}
