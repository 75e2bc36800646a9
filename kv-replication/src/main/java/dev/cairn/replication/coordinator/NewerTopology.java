package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;

/**
 * A request that begins again once this node goes by the topology that an owner goes by already.
 * Owned by its lane.
 */
final class NewerTopology implements Operation {
    private final Surroundings node;
    private final long epoch;
    private final Reply reply;
    private final Runnable again;
    private long id;

    /**
     * A request that waits.
     *
     * @param epoch the least epoch to go by
     * @param again runs once this node does
     */
    NewerTopology(Surroundings node, long epoch, Reply reply, Runnable again) {
        this.node = node;
        this.epoch = epoch;
        this.reply = reply;
        this.again = again;
    }

    void await(long deadlineNanos) {
        if (isHere()) {
            again.run();
            return;
        }
        id = node.operations().open(this, deadlineNanos);
        if (id == OperationTable.FULL) {
            reply.failed(ErrorCode.OVERLOADED, "too many operations are under way");
        }
    }

    private boolean isHere() {
        return node.cluster().get().topology().epoch() >= epoch;
    }

    @Override
    public void clusterChanged() {
        if (isHere()) {
            node.operations().close(id);
            again.run();
        }
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {}

    @Override
    public void peerDown(NodeId peer) {}

    @Override
    public void expired() {
        reply.failed(
                ErrorCode.TIMEOUT, "the deadline passed before topology " + epoch + " was here");
    }

    @Override
    public void aborted() {
        reply.failed(ErrorCode.UNAVAILABLE, "this node stops");
    }
}
