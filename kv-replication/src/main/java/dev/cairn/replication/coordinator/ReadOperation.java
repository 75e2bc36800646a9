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
import dev.cairn.replication.load.Errand;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StoredItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * A read on its coordinator: ask as many owners as the level needs, the quickest first, and one
 * more in the place of each that fails or is late; answer with the join of those that came first;
 * then bring those that lacked something up to date (read repair). Where answers differ, and in
 * some reads by chance, every owner is asked. Owned by the coordinator's lane.
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
    private final Asking asking;
    private final Patience patience;
    private final List<Receipt.ReplicaAnswer> answers = new ArrayList<>(3);
    private final Queue<NodeId> missing = new ArrayDeque<>(2);
    private final List<NodeId> uncounted = new ArrayList<>(0);
    private final long round;
    private Quorum quorum;
    private long deadlineNanos;
    private long id;
    private boolean everyone;
    private boolean readsHere;
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
        this.asking = new Asking(node, Errand.READ, route.quickest(Errand.READ, node));
        this.patience = new Patience(node.lane(), this::late);
        this.round = node.rounds().number(route.key().slice());
    }

    void start(long deadline) {
        deadlineNanos = deadline;
        id = node.operations().open(this, deadline);
        if (id == OperationTable.FULL) {
            reply.failed(ErrorCode.OVERLOADED, "too many operations are under way");
            return;
        }
        everyone = node.spares().begin();
        for (NodeId owner : route.owners()) {
            if (route.isDead(owner) && !standIns.isReplaced(owner)) {
                unreachable(owner);
            }
        }
        if (standIns.isStandIn(node.self())) {
            askHere();
        }
        proceed();
        if (!reply.isDone() && asking.hasNext() && node.spares().areAllowed()) {
            patience.begin(deadline);
            patience.await(asking.usualNanos());
        }
    }

    private void proceed() {
        if (!reply.isDone()) {
            askEnough();
        }
        decide();
    }

    /** Asks until the level is satisfied if all those answer who were asked. */
    private void askEnough() {
        Quorum hoped = quorum;
        for (NodeId asked : asking.waitedFor()) {
            hoped = hoped.succeeded(standIns.ownerOf(asked));
        }
        while (asking.hasNext() && (everyone || hoped.outcome() == Outcome.PENDING)) {
            hoped = ask(asking.next(), hoped);
        }
        while (!missing.isEmpty() && hoped.outcome() == Outcome.PENDING) {
            hoped = askInPlaceOf(missing.remove(), hoped);
        }
        readHere();
    }

    /** Asks an owner; {@code hoped} and its answer. */
    private Quorum ask(NodeId owner, Quorum hoped) {
        Quorum more = hoped.succeeded(owner);
        if (!everyone && more.count() == hoped.count()) {
            uncounted.add(owner);
            return hoped;
        }
        if (owner.equals(node.self())) {
            askHere();
            return more;
        }
        if (node.peers().send(owner, PeerMessageCodec.encode(question()))) {
            asking.asked(owner);
            return more;
        }
        unreachable(owner);
        return standIns.areAllowed() ? hoped : hoped.failed(owner);
    }

    private PeerMessage question() {
        return PeerMessage.read(id, route.view(), route.key(), node.left(deadlineNanos));
    }

    /** Asks a fallback that may keep something for an owner; {@code hoped} and its answer. */
    private Quorum askInPlaceOf(NodeId owner, Quorum hoped) {
        Optional<NodeId> standIn = standIns.next(owner);
        while (standIn.isPresent()) {
            PeerMessage question =
                    PeerMessage.hintRead(id, route.view(), route.key(), node.left(deadlineNanos));
            if (node.peers().send(standIn.get(), PeerMessageCodec.encode(question))) {
                asking.asked(standIn.get());
                return hoped.succeeded(owner);
            }
            standIn = standIns.next(owner);
        }
        failed(owner);
        return hoped.failed(owner);
    }

    /** The own copy is read once all others are asked. */
    private void askHere() {
        asking.asked(node.self());
        readsHere = true;
    }

    private void readHere() {
        if (readsHere) {
            readsHere = false;
            node.replica().read(route.key(), this);
        }
    }

    /** An answer takes longer than usual: one owner more is asked, if it can be afforded. */
    private void late() {
        if (over || reply.isDone()) {
            return;
        }
        if (patience.isSpent() || node.spares().take()) {
            int waitedFor = asking.size();
            while (asking.hasNext() && asking.size() == waitedFor) {
                ask(asking.next(), quorum);
            }
            readHere();
            decide();
        }
        if (!over && !reply.isDone() && asking.hasNext()) {
            patience.again();
        }
    }

    /** What differs among some may differ among others: all who can be asked are asked. */
    private void askTheRest() {
        everyone = true;
        while (asking.hasNext()) {
            ask(asking.next(), quorum);
        }
        uncounted.forEach(owner -> ask(owner, quorum));
        readHere();
    }

    /** An owner that cannot be asked or will not answer: a fallback may keep something for it. */
    private void unreachable(NodeId owner) {
        if (standIns.areAllowed()) {
            missing.add(owner);
        } else {
            failed(owner);
        }
    }

    private void failed(NodeId owner) {
        if (states.failed(owner)) {
            quorum = quorum.failed(owner);
        }
    }

    /** Somebody who was asked will not answer. */
    private void gone(NodeId from) {
        unreachable(standIns.ownerOf(from));
        proceed();
    }

    /** The own copy. */
    @Override
    public void item(StoredItem item) {
        if (!asking.answered(node.self())) {
            return;
        }
        if (item.isRegister()) {
            reply.failed(Admission.otherMode(route.key().key().bucket()));
            end();
            return;
        }
        long epoch = node.cluster().get().topology().epoch();
        if (epoch > route.epoch() && !reply.isDone()) {
            beginAgain(epoch);
            return;
        }
        try {
            item.item();
        } catch (MalformedException damaged) {
            gone(node.self());
            return;
        }
        if (isWhole()) {
            holds(node.self(), item);
        } else {
            holdsInPart(node.self(), item);
        }
    }

    /** Whether the own copy is all that it should be, or is kept for another owner. */
    private boolean isWhole() {
        return standIns.isStandIn(node.self())
                || node.whole().isWhole(route.key().slice(), route.bucket().n());
    }

    /** The own copy could not be read. */
    @Override
    public void failed(KvError error) {
        if (asking.refused(node.self())) {
            gone(node.self());
        }
    }

    @Override
    public boolean isLate(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
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
            if (asking.answered(from)) {
                holds(from, read.item());
            }
        } else if (answer instanceof PeerMessage.PartialAnswer part) {
            if (asking.answered(from)) {
                holdsInPart(from, part.item());
            }
        } else if (asking.refused(from)) {
            gone(from);
        }
    }

    /**
     * An owner goes by a newer topology: what was answered may not be what its owners hold
     * (CORRECTNESS rule 9).
     */
    private void beginAgain(long epoch) {
        end();
        new NewerTopology(node, epoch, reply, again).await(deadlineNanos);
    }

    @Override
    public void peerDown(NodeId peer) {
        if (asking.lost(peer)) {
            gone(peer);
        }
    }

    @Override
    public void expired() {
        reply.failed(ErrorCode.TIMEOUT, "the deadline passed, " + route.count(quorum));
        repair();
    }

    @Override
    public void aborted() {
        reply.failed(ErrorCode.UNAVAILABLE, "this node stops");
        end();
    }

    /** What a node holds. That a stand-in holds nothing says nothing of its owner. */
    private void holds(NodeId from, StoredItem item) {
        if (standIns.isStandIn(from) && item.isAbsent()) {
            gone(from);
            return;
        }
        NodeId owner = standIns.ownerOf(from);
        if (states.holds(owner, item)) {
            quorum = quorum.succeeded(owner);
            if (!reply.isDone()) {
                sloppy |= standIns.isStandIn(from);
                answers.add(route.answer(from, true));
            }
        }
        decide();
    }

    /** What an owner holds that lost its disk: it is joined and mended, and counts for nothing. */
    private void holdsInPart(NodeId from, StoredItem item) {
        states.holdsInPart(from, item);
        gone(from);
    }

    private void decide() {
        if (!over && !reply.isDone() && quorum.outcome() != Outcome.PENDING) {
            patience.end();
            answer();
            if (states.differ()) {
                askTheRest();
            }
            if (!asking.isQuiet()) {
                lingering.add(this);
            }
        }
        if (reply.isDone() && asking.isQuiet()) {
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

    private void end() {
        over = true;
        node.operations().close(id);
        asking.end();
        patience.end();
    }

    /** Sends the join of all that was answered to those that lack some of it, and is over. */
    void repair() {
        if (over) {
            return;
        }
        end();
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
                node.join(route.key(), round, joined, Unobserved.SINK);
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
