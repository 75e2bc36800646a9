package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult.Status;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.OperationMark.State;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.round.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A write in doubt that is settled, on an owner of its key (CORRECTNESS rule 18).
 *
 * <pre>
 * ask all owners ─┬─ one has it ────────▶ send what is known to all ▸ W hold it ──▶ applied
 *                 ├─ none of all has it ▶ bar it at all ─┬─ one has it now ──▶ as above
 *                 │                                      └─ all promise ─────▶ mark all ▸ cancelled
 *                 └─ one does not answer ▶ unknown
 * </pre>
 *
 * Fallbacks are asked what they keep for owners, as far as they can be reached.
 *
 * <p>Every owner's promise comes before the first mark: an owner that coordinates the write later
 * finds its promise, one that has coordinated it before says so. So what was acknowledged is never
 * cancelled. Owned by the lane of the key.
 */
final class ResolveOperation
        implements Operation, LocalReplica.ItemSink, LocalReplica.StoredSink, Barring.Sink {
    private final Surroundings node;
    private final Route route;
    private final WriteId write;
    private final Runnable again;
    private final Reply reply;
    private final ConflictResolver resolver;
    private final long round;
    private final Set<NodeId> outstanding = new HashSet<>();
    private OwnerStates states;
    private Quorum quorum;
    private Phase phase = Phase.ASK;
    private boolean standInsTold;
    private long deadlineNanos;
    private long id;

    private enum Phase {
        ASK,
        BAR,
        COMPLETE,
        CANCEL
    }

    ResolveOperation(
            Surroundings node,
            Route route,
            OperationId operation,
            Terms terms,
            Runnable again,
            Reply reply) {
        this.node = node;
        this.route = route;
        this.write = WriteId.parse(operation).at(route.key());
        this.again = again;
        this.reply = reply;
        this.resolver = node.resolver(route.bucket());
        this.round = node.rounds().number(route.key().slice());
        this.states = new OwnerStates(route.writeOwners());
        this.quorum = terms.writes(route);
    }

    void start(long deadline) {
        deadlineNanos = deadline;
        if (!route.isWritten(node.self())) {
            reply.failed(ErrorCode.UNAVAILABLE, node.self() + " is no owner of the key");
        } else if (enter(Phase.ASK)) {
            Duration left = node.left(deadline);
            send(PeerMessageCodec.encode(PeerMessage.read(id, route.view(), route.key(), left)));
            Frame kept =
                    PeerMessageCodec.encode(
                            PeerMessage.hintRead(id, route.view(), route.key(), left));
            fallbacks().forEach(fallback -> send(fallback, kept));
            node.replica().read(route.key(), this);
        }
    }

    /** The next phase has an id of its own, so that no late answer counts for it. */
    private boolean enter(Phase next) {
        node.operations().close(id);
        phase = next;
        List<NodeId> asked = new ArrayList<>(route.writeOwners());
        if (next == Phase.ASK) {
            asked.addAll(fallbacks());
        }
        states = new OwnerStates(asked);
        id = node.operations().open(this, deadlineNanos);
        if (id == OperationTable.FULL) {
            reply.failed(ErrorCode.OVERLOADED, "too many operations are under way");
            return false;
        }
        return true;
    }

    private void send(Frame frame) {
        for (NodeId owner : route.writeOwners()) {
            if (!owner.equals(node.self())) {
                send(owner, frame);
            }
        }
    }

    private void send(NodeId to, Frame frame) {
        if (route.isDead(to) || !node.peers().send(to, frame)) {
            lost(to);
        }
    }

    private List<NodeId> fallbacks() {
        return route.list().fallbacks().stream()
                .filter(fallback -> !route.isWritten(fallback))
                .toList();
    }

    /** The own copy. */
    @Override
    public void item(StoredItem held) {
        if (isOver()) {
            return;
        }
        if (held.isRegister()) {
            finish(Admission.otherMode(route.key().key().bucket()));
            return;
        }
        try {
            held.item();
        } catch (MalformedException damaged) {
            lost(node.self());
            return;
        }
        toldHere(held);
    }

    /** Where this node lost its disk, what it does not hold says nothing. */
    private void toldHere(StoredItem held) {
        if (node.whole().isWhole(route.key().slice(), route.bucket().n())) {
            told(node.self(), held);
        } else {
            lost(node.self());
        }
    }

    @Override
    public void barred(StoredItem held) {
        toldHere(held);
    }

    @Override
    public void stored(boolean durable) {
        holds(node.self());
    }

    /** This node could not read, promise or keep it. */
    @Override
    public void failed(KvError error) {
        lost(node.self());
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {
        if (answer.epoch() > route.epoch()) {
            node.operations().close(id);
            new NewerTopology(node, answer.epoch(), reply, again).await(deadlineNanos);
            return;
        }
        switch (answer) {
            case PeerMessage.ReadAnswer read -> told(from, read.item());
            case PeerMessage.WriteAck _ -> holds(from);
            case PeerMessage.NotOwner _, PeerMessage.Refusal _, PeerMessage.PartialAnswer _ ->
                    lost(from);
            case PeerMessage.ForwardAnswer _ -> {}
        }
    }

    @Override
    public void peerDown(NodeId peer) {
        lost(peer);
    }

    private boolean isAsking() {
        return phase == Phase.ASK || phase == Phase.BAR;
    }

    private boolean isOver() {
        return node.operations().find(id) != this;
    }

    private void told(NodeId owner, StoredItem held) {
        if (!isOver() && isAsking() && states.holds(owner, held)) {
            consider();
        }
    }

    private void lost(NodeId owner) {
        if (isOver()) {
            return;
        }
        if (isAsking()) {
            if (states.failed(owner)) {
                consider();
            }
        } else if (phase == Phase.CANCEL && outstanding.contains(owner)) {
            finish(Status.UNKNOWN);
        } else {
            quorum = quorum.failed(owner);
            decide();
        }
    }

    private void consider() {
        StoredItem joined = states.joined(resolver);
        Optional<OperationMark> fate = Fate.of(write, joined.item(), resolver);
        if (fate.isPresent() && fate.get().state() == State.APPLIED) {
            spread(Phase.COMPLETE, joined);
        } else if (fate.isPresent() && fate.get().state() == State.CANCELLED) {
            spread(Phase.CANCEL, joined);
        } else if (states.isComplete() && !states.allHold(route.writeOwners())) {
            finish(Status.UNKNOWN);
        } else if (states.isComplete()) {
            nobodyHas(joined.item());
        }
    }

    private void nobodyHas(Item known) {
        if (isForgotten(known)) {
            finish(
                    KvError.of(
                            ErrorCode.GONE,
                            "the operation is too old: traces of it may be gone by now"));
        } else if (phase == Phase.ASK) {
            standInsTold = states.allHold(fallbacks());
            if (enter(Phase.BAR)) {
                send(
                        PeerMessageCodec.encode(
                                PeerMessage.bar(id, route.view(), route.key(), write.id())));
                if (!isOver()) {
                    Barring.of(node, route.key(), write.id(), resolver, this);
                }
            }
        } else if (isSureOf(known)) {
            spread(Phase.CANCEL, StoredItem.of(cancelled(known)));
        } else {
            finish(Status.UNKNOWN);
        }
    }

    private boolean isForgotten(Item known) {
        Round present = node.rounds().of(route.key().slice());
        return Fate.isForgotten(write, known, resolver, node.stamps().clock().millis())
                || write.minted()
                        .filter(minted -> present.mayHaveForgotten(minted.round()))
                        .isPresent();
    }

    /**
     * Whether the write would be known had it been applied: dots are never forgotten, marks are
     * when enough came after.
     */
    private boolean isSureOf(Item known) {
        if (resolver instanceof ReplicatedDataType type) {
            return Fate.isRemembered(write, known, type, node.stamps().clock().millis())
                    && (write.minted().isEmpty() || standInsTold);
        }
        long since = write.millis().orElse(0) - Round.MAX_SKEW.toMillis();
        return write.minted().isPresent() || known.remembersSince(since);
    }

    /**
     * From now on the write never counts. Of a version that others carry on the dot is not taken
     * for seen: all that its actor did before would be gone with it.
     */
    private Item cancelled(Item known) {
        long now = Math.max(0, node.stamps().clock().millis());
        boolean carriedOn = resolver instanceof ReplicatedDataType;
        Item without =
                write.minted()
                        .filter(minted -> !carriedOn)
                        .map(minted -> known.without(minted.dot(), write.millis().orElse(0) / 1000))
                        .orElse(known);
        return without.with(OperationMark.cancelled(Fate.tag(write, resolver), now));
    }

    /** All owners are to hold what is settled. */
    private void spread(Phase settled, StoredItem item) {
        if (!enter(settled)) {
            return;
        }
        outstanding.addAll(route.writeOwners());
        node.join(route.key(), round, item, this);
        send(
                PeerMessageCodec.encode(
                        PeerMessage.write(id, route.view(), round, route.key(), item)));
        decide();
    }

    private void holds(NodeId owner) {
        if (!isOver() && !isAsking()) {
            outstanding.remove(owner);
            quorum = quorum.succeeded(owner);
            decide();
        }
    }

    /**
     * A completed write is held by as many as its level asks for, a cancelled one barred by all.
     */
    private void decide() {
        if (isOver()) {
            return;
        }
        if (phase == Phase.CANCEL) {
            if (outstanding.isEmpty()) {
                finish(Status.CANCELLED);
            }
        } else if (quorum.outcome() != Outcome.PENDING) {
            finish(quorum.outcome() == Outcome.WON ? Status.APPLIED : Status.UNKNOWN);
        }
    }

    @Override
    public void expired() {
        reply.resolved(Status.UNKNOWN);
    }

    @Override
    public void aborted() {
        reply.failed(ErrorCode.UNAVAILABLE, "this node stops");
    }

    private void finish(Status status) {
        node.operations().close(id);
        reply.resolved(status);
    }

    private void finish(KvError error) {
        node.operations().close(id);
        reply.failed(error);
    }
}
