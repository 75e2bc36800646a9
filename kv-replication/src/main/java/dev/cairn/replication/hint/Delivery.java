package dev.cairn.replication.hint;

import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One kept item on its way to owners that can be reached now. Owned by its lane. */
final class Delivery implements Operation, LocalReplica.ItemSink {
    private final Handoff handoff;
    private final Handoff.Parts parts;
    private final ClusterView view;
    private final StorageKey key;
    private final Set<NodeId> waiting;
    private final Set<NodeId> told;
    private StoredItem sent = StoredItem.ABSENT;
    private long id;

    /**
     * What is kept of a key, for these owners.
     *
     * @param told who has it by now; another set counts once it has changed
     */
    Delivery(
            Handoff handoff,
            Handoff.Parts parts,
            ClusterView view,
            StorageKey key,
            List<NodeId> owners,
            Set<NodeId> told) {
        this.handoff = handoff;
        this.parts = parts;
        this.view = view;
        this.key = key;
        this.waiting = new HashSet<>(owners);
        this.told = told;
    }

    void start(long deadlineNanos) {
        id = parts.operations().open(this, deadlineNanos);
        if (id == OperationTable.FULL) {
            handoff.delivered(key, this);
        } else {
            parts.replica().read(key, this);
        }
    }

    @Override
    public void item(StoredItem item) {
        if (item.isAbsent()) {
            parts.operations().close(id);
            handoff.removed(key);
            handoff.delivered(key, this);
            return;
        }
        sent = item;
        long round = parts.rounds().number(key.slice());
        Frame frame = PeerMessageCodec.encode(PeerMessage.write(id, view, round, key, item));
        waiting.removeIf(owner -> !parts.peers().send(owner, frame));
        endWhenAnswered();
    }

    @Override
    public void failed(KvError unreadable) {
        waiting.clear();
        endWhenAnswered();
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {
        if (waiting.remove(from) && answer instanceof PeerMessage.WriteAck) {
            told.add(from);
        }
        endWhenAnswered();
    }

    @Override
    public void peerDown(NodeId peer) {
        if (waiting.remove(peer)) {
            endWhenAnswered();
        }
    }

    @Override
    public void expired() {
        handoff.delivered(key, this);
    }

    @Override
    public void aborted() {}

    private void endWhenAnswered() {
        if (waiting.isEmpty() && parts.operations().find(id) == this) {
            parts.operations().close(id);
            handoff.delivered(key, this);
        }
    }

    /** All owners have what was sent; it goes from here unless there is more by now. */
    void removeUnlessChanged() {
        parts.replica().read(key, new Removal());
    }

    private final class Removal implements LocalReplica.ItemSink {
        @Override
        public void item(StoredItem now) {
            if (!now.equals(sent)) {
                handoff.changed(key);
                return;
            }
            try {
                parts.replica().remove(key);
                handoff.removed(key);
            } catch (KvException kept) {
                handoff.changed(key);
            }
        }

        @Override
        public void failed(KvError unreadable) {
            handoff.changed(key);
        }
    }
}
