package dev.cairn.replication;

import dev.cairn.api.KvError;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.coordinator.Barring;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StoredItem;

/**
 * A peer's question of what this replica holds, until it is answered, or until nobody waits for the
 * answer. Owned by the lane of the key.
 *
 * @param requests those of the lane
 * @param from who asks
 * @param read the question
 * @param deadlineNanos when the answer is in vain, by the lane's clock
 */
record PeerRead(PeerRequests requests, NodeId from, PeerMessage.Request read, long deadlineNanos)
        implements LocalReplica.ItemSink, Barring.Sink {
    @Override
    public void item(StoredItem item) {
        if (item.isRegister()) {
            requests.refuse(from, read, Refusals.REGISTER);
        } else if (read instanceof PeerMessage.HintRead || requests.isWhole(read.key())) {
            requests.send(from, new PeerMessage.ReadAnswer(read.request(), requests.epoch(), item));
        } else {
            requests.send(
                    from, new PeerMessage.PartialAnswer(read.request(), requests.epoch(), item));
        }
    }

    @Override
    public void barred(StoredItem held) {
        item(held);
    }

    /** What was dropped because it came too late is not told of. */
    @Override
    public void failed(KvError error) {
        if (!requests.isPast(deadlineNanos)) {
            requests.refuse(from, read, error);
        }
    }

    @Override
    public boolean isLate(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }
}
