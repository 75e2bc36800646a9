package dev.cairn.replication.shortpath;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath.WriteSink;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.NextItem;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.mint.IdWriter;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.replica.LocalReplica.StoredSink;
import dev.cairn.replication.replica.StorageKey;
import java.util.Optional;

/**
 * A write on the short path that is made and not acknowledged yet. If the node goes by another
 * topology by the time it is as safe as it has to be, the coordinator goes on with it, as the key
 * may have other owners (CORRECTNESS rule 9). Owned by the key's lane.
 */
public final class WaitingWrite implements Operation, StoredSink {
    private final LaneWrites.Parts parts;
    private final SoleOwner owner;
    private final Bytes key;
    private final long millis;
    private final long round;
    private final long epoch;
    private final long counter;
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
            NextItem made,
            long deadlineNanos,
            WriteSink sink) {
        this.parts = parts;
        this.owner = owner;
        this.key = key;
        this.millis = made.timestamp().millis();
        this.round = made.round();
        this.epoch = made.epoch();
        this.counter = made.counter();
        this.deadlineNanos = deadlineNanos;
        this.sink = sink;
    }

    /** Waits for what was written at {@code position}; there is room for one operation more. */
    static void begin(
            LaneWrites.Parts parts,
            SoleOwner owner,
            Bytes key,
            NextItem made,
            long position,
            WriteSink sink) {
        long deadline = parts.lane().clock().nanos() + parts.timeout().toNanos();
        WaitingWrite write = new WaitingWrite(parts, owner, key, made, deadline, sink);
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
            sink.stored(owner.epoch());
        } else {
            StorageKey stored = StorageKey.decode(key.segment());
            parts.continuation().goOn(stored, durable, deadlineNanos, new Named());
        }
    }

    /** It is here: nothing can fail but the wait. */
    @Override
    public void failed(KvError error) {
        parts.operations().close(id);
        sink.failed(named(error));
    }

    @Override
    public void expired() {
        sink.failed(inDoubt(ErrorCode.TIMEOUT, "the deadline passed before the write was safe"));
    }

    @Override
    public void aborted() {
        sink.failed(inDoubt(ErrorCode.UNAVAILABLE, "this node stops"));
    }

    private KvError inDoubt(ErrorCode code, String detail) {
        return named(KvError.of(code, detail + "; the write may take effect"));
    }

    /** With the id by which it can be found out what became of the write. */
    private KvError named(KvError error) {
        StorageKey stored = StorageKey.decode(key.segment());
        byte[] bytes = stored.key().bytes().toByteArray();
        IdWriter ids = new IdWriter();
        String node = parts.self().name();
        ids.dot(stored.token(), millis, round, node, parts.storage(), epoch, counter);
        ids.end(stored.key().bucket(), bytes, 0, bytes.length);
        return new KvError(error.code(), error.detail(), Optional.of(ids.id()));
    }

    /** What became of the write under the owners there are now. */
    private final class Named implements WriteSink {
        @Override
        public void stored(long byEpoch) {
            sink.stored(byEpoch);
        }

        @Override
        public void failed(KvError error) {
            sink.failed(named(error));
        }
    }

    /** Nobody was asked. */
    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {}

    @Override
    public void peerDown(NodeId peer) {}
}
