package dev.cairn.replication.shortpath;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath.WriteSink;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.replica.LocalReplica.StoredSink;
import dev.cairn.replication.replica.StorageKey;

/**
 * A write on the short path that is made and not acknowledged yet. If the node goes by another
 * topology by the time it is as safe as it has to be, the coordinator goes on with it, as the key
 * may have other owners (CORRECTNESS rule 9). Owned by the key's lane.
 */
public final class WaitingWrite implements Operation, StoredSink {
    private final LaneWrites.Parts parts;
    private final SoleOwner owner;
    private final Bytes key;
    private final long deadlineNanos;
    private final WriteSink sink;
    private long id;
    private boolean begun;

    /** Goes on with a write whose key may have other owners now. */
    @FunctionalInterface
    public interface Continuation {
        /**
         * Acknowledges the write once the owners of its key hold what this node holds.
         *
         * @param durable whether that is on stable storage here
         */
        void goOn(StorageKey key, boolean durable, long deadlineNanos, WriteSink sink);
    }

    private WaitingWrite(
            LaneWrites.Parts parts,
            SoleOwner owner,
            Bytes key,
            long deadlineNanos,
            WriteSink sink) {
        this.parts = parts;
        this.owner = owner;
        this.key = key;
        this.deadlineNanos = deadlineNanos;
        this.sink = sink;
    }

    /** Waits for what was written at {@code position}; there is room for one operation more. */
    static void begin(
            LaneWrites.Parts parts, SoleOwner owner, Bytes key, long position, WriteSink sink) {
        long deadline = parts.lane().clock().nanos() + parts.timeout().toNanos();
        WaitingWrite write = new WaitingWrite(parts, owner, key, deadline, sink);
        write.id = parts.operations().open(write, deadline);
        parts.replica().await(position, write);
        write.begun = true;
    }

    @Override
    public void stored(boolean durable) {
        if (!begun) {
            parts.lane().execute(() -> stored(durable));
            return;
        }
        if (parts.operations().find(id) != this) {
            return;
        }
        parts.operations().close(id);
        if (owner.isStill()) {
            sink.stored();
        } else {
            StorageKey stored = StorageKey.decode(key.segment());
            parts.continuation().goOn(stored, durable, deadlineNanos, sink);
        }
    }

    /** It is here: nothing can fail but the wait. */
    @Override
    public void failed(KvError error) {
        parts.operations().close(id);
        sink.failed(error);
    }

    @Override
    public void expired() {
        sink.failed(inDoubt(ErrorCode.TIMEOUT, "the deadline passed before the write was safe"));
    }

    @Override
    public void aborted() {
        sink.failed(inDoubt(ErrorCode.UNAVAILABLE, "this node stops"));
    }

    private static KvError inDoubt(ErrorCode code, String detail) {
        return KvError.of(code, detail + "; the write may take effect");
    }

    /** Nobody was asked. */
    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {}

    @Override
    public void peerDown(NodeId peer) {}
}
