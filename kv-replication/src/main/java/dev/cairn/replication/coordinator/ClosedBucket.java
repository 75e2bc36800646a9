package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;

/**
 * A write that waits for its bucket to be opened: properties that data depends on are being
 * changed. Owned by its lane.
 */
final class ClosedBucket implements Operation {
    private final Surroundings node;
    private final String bucket;
    private final Reply reply;
    private final Runnable again;
    private long id;

    /**
     * A write that waits.
     *
     * @param again runs once the bucket is open
     */
    ClosedBucket(Surroundings node, String bucket, Reply reply, Runnable again) {
        this.node = node;
        this.bucket = bucket;
        this.reply = reply;
        this.again = again;
    }

    void await(long deadlineNanos) {
        id = node.operations().open(this, deadlineNanos);
        if (id == OperationTable.FULL) {
            reply.failed(
                    ErrorCode.OVERLOADED, "nothing was written: too many operations are under way");
        }
    }

    @Override
    public void clusterChanged() {
        if (!node.cluster().get().isClosed(bucket)) {
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
                ErrorCode.UNAVAILABLE,
                "nothing was written: properties of bucket \""
                        + bucket
                        + "\" are being changed that its data depends on; when that was"
                        + " interrupted, set them again");
    }

    @Override
    public void aborted() {
        reply.failed(ErrorCode.UNAVAILABLE, "nothing was written: this node stops");
    }
}
