package dev.cairn.replication.transfer;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.hint.Handoff;
import dev.cairn.replication.repair.KeyDigest;
import dev.cairn.replication.repair.StateHash;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.transfer.TransferMessage.Answer;
import dev.cairn.replication.transfer.TransferMessage.Lacking;
import dev.cairn.replication.transfer.TransferMessage.Offer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keys of one slice and one set of owners on their way out: a last exchange with every owner, then
 * those that all of them have are removed, and the others handed over one by one. Owned by its
 * lane.
 */
final class Departure {
    private final TransferParts parts;
    private final Handoff handoff;
    private final Departures host;
    private final int slice;
    private final long epoch;
    private final List<KeyDigest> keys;
    private final Deque<NodeId> owners;
    private final Set<Bytes> lacking = new HashSet<>();
    private int removing;
    private boolean complete = true;

    Departure(
            TransferParts parts,
            Handoff handoff,
            Departures host,
            int slice,
            List<KeyDigest> keys,
            List<NodeId> owners) {
        this.parts = parts;
        this.handoff = handoff;
        this.host = host;
        this.slice = slice;
        this.epoch = parts.view().topology().epoch();
        this.keys = keys;
        this.owners = new ArrayDeque<>(owners);
    }

    void run() {
        ClusterView view = parts.view();
        boolean unreachable =
                owners.isEmpty()
                        || owners.stream().anyMatch(o -> view.liveness(o) == Liveness.DEAD);
        if (unreachable) {
            keys.forEach(key -> lacking.add(key.key()));
            handOver();
            host.ended(false);
        } else {
            offerNext();
        }
    }

    private void offerNext() {
        NodeId owner = owners.poll();
        if (owner == null) {
            handOver();
            remove();
            return;
        }
        parts.asks()
                .ask(
                        owner,
                        (id, epoch) -> new Offer(id, epoch, slice, keys),
                        (Optional<Answer> answer) -> answered(answer));
    }

    private void answered(Optional<Answer> answer) {
        if (answer.isPresent() && answer.get() instanceof Lacking theirs) {
            lacking.addAll(theirs.keys());
            offerNext();
        } else {
            host.ended(false);
        }
    }

    /** What an owner lacks, or has otherwise, goes the way of hints. */
    private void handOver() {
        for (Bytes key : lacking) {
            complete = false;
            if (!handoff.isFull()) {
                handoff.keep(StorageKey.decode(key.segment()));
            }
        }
    }

    private void remove() {
        removing = 1;
        for (KeyDigest key : keys) {
            if (!lacking.contains(key.key())) {
                removing++;
                StorageKey stored = StorageKey.decode(key.key().segment());
                parts.replica().read(stored, new Removal(stored, key.hash()));
            }
        }
        removed(true);
    }

    private void removed(boolean gone) {
        complete &= gone;
        if (--removing == 0) {
            host.ended(complete);
        }
    }

    private final class Removal implements LocalReplica.ItemSink {
        private final StorageKey key;
        private final long offered;

        Removal(StorageKey key, long offered) {
            this.key = key;
            this.offered = offered;
        }

        /** Unless it, or who owns it, has changed since it was offered. */
        @Override
        public void item(StoredItem held) {
            if (held.isAbsent()) {
                removed(true);
                return;
            }
            boolean same = StateHash.of(key.encoded(), held.encoded().segment()) == offered;
            if (!same || parts.view().topology().epoch() != epoch) {
                removed(false);
                return;
            }
            try {
                parts.replica().remove(key);
                removed(true);
            } catch (KvException kept) {
                host.refused();
                removed(false);
            }
        }

        @Override
        public void failed(KvError error) {
            removed(false);
        }
    }
}
