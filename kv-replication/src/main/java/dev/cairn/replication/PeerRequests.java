package dev.cairn.replication;

import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.coordinator.Coordinator;
import dev.cairn.replication.hint.Handoff;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.round.RoundTable;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What peers ask of one lane: as a replica, as a stand-in for one, or as a coordinator. What is
 * asked of an owner is done only where this node is one by its own topology (CORRECTNESS rule 9),
 * and nothing is done for which nobody waits any more.
 *
 * <pre>
 *  ReplicaRead, Bar ──▶ PeerRead ──▶ LocalReplica ──▶ ReadAnswer, PartialAnswer
 *  ReplicaWrite, Hint ─────────────▶ LocalReplica ──▶ PeerWrite ──▶ WriteAck
 *  Forward ────────────────────────▶ Coordinator ───▶ ForwardAnswer
 * </pre>
 *
 * Owned by the lane, apart from {@link #deadline} and {@link #refuse}, which any thread may call.
 */
final class PeerRequests {
    private final NodeId self;
    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final Peers peers;
    private final Parts parts;

    /**
     * What requests are answered with.
     *
     * @param replica this node's copies
     * @param handoff what this node keeps for owners
     * @param coordinator takes clients' requests
     * @param rounds the slices' rounds of deletes
     * @param whole of which slices this node holds all it has acknowledged
     * @param epochs hears of the epochs that others go by
     * @param bucketsBehind told that others go by newer properties of buckets
     */
    record Parts(
            LocalReplica replica,
            Handoff handoff,
            Coordinator coordinator,
            RoundTable rounds,
            Wholeness whole,
            HeardEpochs epochs,
            Runnable bucketsBehind) {}

    PeerRequests(NodeId self, Lane lane, Supplier<ClusterView> cluster, Peers peers, Parts parts) {
        this.self = self;
        this.lane = lane;
        this.cluster = cluster;
        this.peers = peers;
        this.parts = parts;
    }

    /** When an answer to what a peer asks now is in vain, by the lane's clock. */
    long deadline(PeerMessage.Request request) {
        return lane.clock().nanos()
                + request.patience().map(Duration::toNanos).orElse(Long.MAX_VALUE / 2);
    }

    boolean isPast(long deadlineNanos) {
        return lane.clock().nanos() - deadlineNanos >= 0;
    }

    /**
     * A peer asks this node as a replica, or as a coordinator.
     *
     * @param deadlineNanos when the answer is in vain, by the lane's clock
     */
    void asked(NodeId from, PeerMessage.Request request, long deadlineNanos) {
        if (isPast(deadlineNanos)) {
            return;
        }
        StorageKey key = request.key();
        parts.epochs().heard(from, request.epoch());
        if (request.bucketVersion() > cluster.get().bucket(key.key().bucket()).version()) {
            parts.bucketsBehind().run();
        }
        boolean owner = isOwner(key.slice(), key.key().bucket());
        boolean forOthers =
                request instanceof PeerMessage.Hint || request instanceof PeerMessage.HintRead;
        if (!owner && !forOthers) {
            if (request.request() != PeerMessage.NO_ANSWER) {
                send(from, new PeerMessage.NotOwner(request.request(), epoch()));
            }
            return;
        }
        if (isRegister(key) && !(request instanceof PeerMessage.Forward)) {
            refuse(from, request, Refusals.REGISTER);
            return;
        }
        switch (request) {
            case PeerMessage.ReplicaWrite write -> write(from, write);
            case PeerMessage.ReplicaRead read ->
                    parts.replica().read(key, new PeerRead(this, from, read, deadlineNanos));
            case PeerMessage.HintRead read ->
                    parts.replica().read(key, new PeerRead(this, from, read, deadlineNanos));
            case PeerMessage.Hint hint -> keep(from, hint, owner);
            case PeerMessage.Bar bar ->
                    parts.coordinator()
                            .bar(
                                    key,
                                    bar.operation(),
                                    new PeerRead(this, from, bar, deadlineNanos));
            case PeerMessage.Forward forward when !parts.rounds().isKnown() ->
                    refuse(from, forward, Refusals.LEARNING);
            case PeerMessage.Forward forward
                    when parts.coordinator().isForOthers(key, forward.client()) ->
                    refuse(from, forward, Refusals.REBUILDING);
            case PeerMessage.Forward forward ->
                    parts.coordinator()
                            .forwarded(
                                    key,
                                    forward.client(),
                                    outcome ->
                                            send(
                                                    from,
                                                    new PeerMessage.ForwardAnswer(
                                                            forward.request(), epoch(), outcome)));
        }
    }

    /** Joins what is no older than the slice's rounds (CORRECTNESS rule 4). */
    private void write(NodeId from, PeerMessage.ReplicaWrite write) {
        if (parts.rounds().isTaken(write.key().slice(), write.round())) {
            parts.replica().merge(write.key(), write.item(), new PeerWrite(from, write));
        } else {
            refuse(from, write, Refusals.TOO_OLD);
        }
    }

    /** Whether this node is written what the slice holds of the bucket. */
    boolean isOwner(int slice, String bucket) {
        ClusterView view = cluster.get();
        return view.isWritten(self, slice, view.bucket(bucket).n());
    }

    /** Whether the key is one of a linearizable bucket. */
    boolean isRegister(StorageKey key) {
        return cluster.get().bucket(key.key().bucket()).mode() == Mode.LINEARIZABLE;
    }

    /** Whether this node holds all it has acknowledged of the key's slice. */
    boolean isWhole(StorageKey key) {
        return parts.whole().isWhole(key.slice(), cluster.get().bucket(key.key().bucket()).n());
    }

    /** Keeps an item for owners that cannot be reached. */
    private void keep(NodeId from, PeerMessage.Hint hint, boolean owner) {
        int slice = hint.key().slice();
        boolean recent =
                owner
                        ? parts.rounds().isTaken(slice, hint.round())
                        : parts.rounds().isKept(slice, hint.round());
        if (!recent) {
            refuse(from, hint, Refusals.TOO_OLD);
            return;
        }
        if (!owner && parts.handoff().isFull()) {
            KvError full = KvError.of(ErrorCode.UNAVAILABLE, self + " keeps too much for others");
            refuse(from, hint, full);
            return;
        }
        parts.replica().merge(hint.key(), hint.item(), new PeerWrite(from, hint));
        if (!owner) {
            parts.handoff().hold(hint.key());
        }
    }

    /** Tells a peer that nothing of its request was done. */
    void refuse(NodeId from, PeerMessage.Request request, KvError error) {
        if (request.request() != PeerMessage.NO_ANSWER) {
            send(from, new PeerMessage.Refusal(request.request(), epoch(), error));
        }
    }

    long epoch() {
        return cluster.get().topology().epoch();
    }

    /**
     * An answer that cannot be sent is lost: who asked hears of the link or waits for its deadline.
     */
    void send(NodeId to, PeerMessage message) {
        peers.send(to, PeerMessageCodec.encode(message));
    }

    private final class PeerWrite implements LocalReplica.StoredSink {
        private final NodeId from;
        private final PeerMessage.Request write;

        PeerWrite(NodeId from, PeerMessage.Request write) {
            this.from = from;
            this.write = write;
        }

        @Override
        public void stored(boolean durable) {
            StorageKey key = write.key();
            if (!isOwner(key.slice(), key.key().bucket())) {
                parts.handoff().keep(key);
            }
            if (write.request() != PeerMessage.NO_ANSWER) {
                send(from, new PeerMessage.WriteAck(write.request(), epoch(), durable));
            }
        }

        @Override
        public void failed(KvError error) {
            refuse(from, write, error);
        }
    }
}
