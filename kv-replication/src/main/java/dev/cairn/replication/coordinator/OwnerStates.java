package dev.cairn.replication.coordinator;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.replication.replica.ItemMerge;
import dev.cairn.replication.replica.StoredItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the owners of a key answered when asked what they hold. The first word of each counts. */
final class OwnerStates {
    private final List<NodeId> owners;
    private final @Nullable StoredItem[] states;
    private final boolean[] settled;
    private int outstanding;

    OwnerStates(List<NodeId> owners) {
        this.owners = owners;
        this.states = new StoredItem[owners.size()];
        this.settled = new boolean[owners.size()];
        this.outstanding = owners.size();
    }

    /** An owner holds this; whether it is news. */
    boolean holds(NodeId owner, StoredItem item) {
        return settle(owner, item);
    }

    /** An owner holds this, and has held more: it does not count, and another word may follow. */
    void holdsInPart(NodeId owner, StoredItem item) {
        int index = owners.indexOf(owner);
        if (index >= 0 && !settled[index]) {
            states[index] = item;
        }
    }

    /** An owner will not answer; whether it is news. */
    boolean failed(NodeId owner) {
        return settle(owner, null);
    }

    private boolean settle(NodeId owner, @Nullable StoredItem state) {
        int index = owners.indexOf(owner);
        if (index < 0 || settled[index]) {
            return false;
        }
        settled[index] = true;
        if (state != null) {
            states[index] = state;
        }
        outstanding--;
        return true;
    }

    /** Whether nothing more is to come. */
    boolean isComplete() {
        return outstanding == 0;
    }

    /** Whether each of these has answered with what it holds. */
    boolean allHold(List<NodeId> wanted) {
        return wanted.stream().allMatch(owner -> of(owner) != null);
    }

    /** What an owner answered, if it did. */
    @Nullable StoredItem of(NodeId owner) {
        return states[owners.indexOf(owner)];
    }

    /** All that was answered. */
    List<StoredItem> all() {
        List<StoredItem> all = new ArrayList<>(states.length);
        for (StoredItem state : states) {
            if (state != null) {
                all.add(state);
            }
        }
        return all;
    }

    /** All that was answered, joined. Equal states cost nothing. */
    StoredItem joined(ConflictResolver resolver) {
        StoredItem joined = StoredItem.ABSENT;
        for (StoredItem state : states) {
            if (state == null || state.isAbsent() || state.equals(joined)) {
                continue;
            }
            joined =
                    joined.isAbsent()
                            ? state
                            : StoredItem.of(
                                    ItemMerge.collapsed(
                                            resolver, joined.item().join(state.item())));
        }
        return joined;
    }

    /** Whether two of those that answered hold different things. */
    boolean differ() {
        StoredItem first = null;
        for (StoredItem state : states) {
            if (state != null && first != null && !state.equals(first)) {
                return true;
            }
            first = first == null ? state : first;
        }
        return false;
    }

    /** The owners that answered with something else than {@code joined}. */
    List<NodeId> stale(StoredItem joined) {
        List<NodeId> stale = new ArrayList<>(owners.size());
        for (int i = 0; i < states.length; i++) {
            StoredItem state = states[i];
            if (state != null && !state.equals(joined)) {
                stale.add(owners.get(i));
            }
        }
        return stale;
    }
}
