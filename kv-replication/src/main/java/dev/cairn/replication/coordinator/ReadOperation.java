package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StoredItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A read on its coordinator: ask every owner, answer with the join of those that came first, then
 * bring those that lacked something up to date once the rest has answered (read repair). Owned by
 * the coordinator's lane.
 */
final class ReadOperation implements Operation, LocalReplica.ItemSink {
    private final Surroundings node;
    private final Route route;
    private final StandIns standIns;
    private final LingeringReads lingering;
    private final Runnable again;
    private final Reply reply;
    private final ConflictResolver resolver;
    private final OwnerStates states;
    private final List<Receipt.ReplicaAnswer> answers = new ArrayList<>(3);
    private final long round;
    private Quorum quorum;
    private long deadlineNanos;
    private long id;
    private boolean over;
    private boolean sloppy;

    ReadOperation(
            Surroundings node,
            Route route,
            Terms terms,
            LingeringReads lingering,
            Runnable again,
            Reply reply) {
        this.node = node;
        this.route = route;
        this.quorum = terms.reads(route);
        this.standIns = terms.standIns(route);
        this.lingering = lingering;
        this.again = again;
        this.reply = reply;
        this.resolver = node.resolver(route.bucket());
        this.states = new OwnerStates(route.owners());
        this.round = node.rounds().number(route.key().slice());
    }

    void start(long deadline) {
        deadlineNanos = deadline;
        id = node.operations().open(this, deadline);
        if (id == OperationTable.FULL) {
            reply.failed(ErrorCode.OVERLOADED, "too many operations are under way");
            return;
        }
        Frame frame = PeerMessageCodec.encode(PeerMessage.read(id, route.view(), route.key()));
        for (NodeId owner : route.owners()) {
            boolean remote = !owner.equals(node.self()) && !standIns.isReplaced(owner);
            if (remote && (route.isDead(owner) || !node.peers().send(owner, frame))) {
                replace(owner);
            }
        }
        if (route.list().isOwner(node.self()) || standIns.isStandIn(node.self())) {
            node.replica().read(route.key(), this);
        } else {
            decide();
        }
    }

    /** Somebody will not answer: a fallback may keep something for its owner. */
    private void replace(NodeId unreachable) {
        NodeId owner = standIns.ownerOf(unreachable);
        if (unreachable.equals(owner) && standIns.isReplaced(owner)) {
            return;
        }
        Optional<NodeId> standIn = reply.isDone() ? Optional.empty() : standIns.next(owner);
        while (standIn.isPresent()) {
            PeerMessage question = PeerMessage.hintRead(id, route.view(), route.key());
            if (node.peers().send(standIn.get(), PeerMessageCodec.encode(question))) {
                return;
            }
            standIn = standIns.next(owner);
        }
        failed(owner);
    }

    /** The own copy. */
    @Override
    public void item(StoredItem item) {
        if (item.isRegister()) {
            reply.failed(Admission.otherMode(route.key().key().bucket()));
        }
        long epoch = node.cluster().get().topology().epoch();
        if (epoch > route.epoch() && !over && !reply.isDone()) {
            beginAgain(epoch);
            return;
        }
        try {
            item.item();
        } catch (MalformedException damaged) {
            replace(node.self());
            return;
        }
        holds(node.self(), item);
    }

    /** The own copy could not be read. */
    @Override
    public void failed(KvError error) {
        replace(node.self());
    }

    /** Whether no late answer is waited for any more. */
    boolean isOver() {
        return over;
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {
        if (answer.epoch() > route.epoch() && !reply.isDone()) {
            beginAgain(answer.epoch());
        } else if (answer instanceof PeerMessage.ReadAnswer read) {
            holds(from, read.item());
        } else if (answer instanceof PeerMessage.Refusal
                || answer instanceof PeerMessage.NotOwner) {
            replace(from);
        }
    }

    /**
     * An owner goes by a newer topology: what was answered may not be what its owners hold
     * (CORRECTNESS rule 9).
     */
    private void beginAgain(long epoch) {
        over = true;
        node.operations().close(id);
        new NewerTopology(node, epoch, reply, again).await(deadlineNanos);
    }

    @Override
    public void peerDown(NodeId peer) {
        replace(peer);
    }

    @Override
    public void expired() {
        reply.failed(ErrorCode.TIMEOUT, "the deadline passed, " + route.count(quorum));
        repair();
    }

    @Override
    public void aborted() {
        reply.failed(ErrorCode.UNAVAILABLE, "this node stops");
        over = true;
    }

    /** What a node holds. That a stand-in holds nothing says nothing of its owner. */
    private void holds(NodeId from, StoredItem item) {
        if (standIns.isStandIn(from) && item.isAbsent()) {
            replace(from);
            return;
        }
        NodeId owner = standIns.ownerOf(from);
        if (over || !states.holds(owner, item)) {
            return;
        }
        quorum = quorum.succeeded(owner);
        if (!reply.isDone()) {
            sloppy |= standIns.isStandIn(from);
            answers.add(route.answer(from, true));
        }
        decide();
    }

    private void failed(NodeId owner) {
        if (!over && states.failed(owner)) {
            quorum = quorum.failed(owner);
            decide();
        }
    }

    private void decide() {
        boolean decided = quorum.outcome() != Outcome.PENDING;
        if (decided && !reply.isDone()) {
            answer();
            if (!states.isComplete()) {
                lingering.add(this);
            }
        }
        if (states.isComplete()) {
            repair();
        }
    }

    private void answer() {
        if (quorum.outcome() == Outcome.WON) {
            reply.found(result());
        } else {
            reply.failed(
                    ErrorCode.UNAVAILABLE, "too few replicas answered, " + route.count(quorum));
        }
    }

    private ReadResult result() {
        StoredItem joined = states.joined(resolver);
        return new ReadResult(
                Shown.siblings(
                        joined.item(), resolver, route.bucket(), node.stamps().clock().millis()),
                ItemCodec.token(joined.item().seen().cut(route.bucket().maxClockEntries())),
                route.receipt(answers, quorum, sloppy));
    }

    /** Sends the join of all that was answered to those that lack some of it, and is over. */
    void repair() {
        if (over) {
            return;
        }
        over = true;
        node.operations().close(id);
        StoredItem joined = states.joined(resolver);
        List<NodeId> stale = states.stale(joined);
        if (stale.isEmpty()) {
            return;
        }
        Frame frame =
                PeerMessageCodec.encode(
                        PeerMessage.write(
                                PeerMessage.NO_ANSWER, route.view(), round, route.key(), joined));
        for (NodeId owner : stale) {
            if (owner.equals(node.self())) {
                node.replica().merge(route.key(), joined, Unobserved.SINK);
            } else {
                node.peers().send(owner, frame);
            }
        }
    }

    /** A repair is done or not; the next read sees. */
    private enum Unobserved implements LocalReplica.StoredSink {
        SINK;

        @Override
        public void stored(boolean durable) {}

        @Override
        public void failed(KvError error) {}
    }
}
