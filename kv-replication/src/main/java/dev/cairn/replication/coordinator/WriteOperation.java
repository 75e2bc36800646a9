package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.Receipt;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StoredItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write on its coordinator: read the own copy, add the new version, keep it, send the whole item
 * to the other owners, or to those that stand in for them, and answer when enough hold it safely.
 *
 * <p>When an owner answers by a newer topology, nothing is decided before this node goes by it too;
 * then the owners whom that one adds are sent the item, and all answers are counted again
 * (CORRECTNESS rule 9), but for those of a node that has lost the disk it answered from. Owned by
 * the coordinator's lane.
 */
final class WriteOperation implements Operation, LocalReplica.ItemSink, LocalReplica.StoredSink {
    /** After this time an owner is asked again that goes by an older topology; it doubles. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

    private static final int MAX_PAUSES = 7;

    private final Surroundings node;
    private final ClientRequest.Write write;
    private final Terms terms;
    private final Runnable again;
    private final Reply reply;
    private final Patience patience;
    private final List<NodeId> asked = new ArrayList<>(3);
    private final List<Holder> holders = new ArrayList<>(3);
    private final List<Receipt.ReplicaAnswer> answers = new ArrayList<>(3);
    private Route route;
    private StandIns standIns;
    private Quorum quorum;
    private long heard;
    private long round;
    private int pauses;
    private boolean pausing;
    private long id;
    private @Nullable NextVersion next;
    private boolean sloppy;

    private record Holder(NodeId node, boolean durable) {}

    WriteOperation(
            Surroundings node,
            Route route,
            ClientRequest.Write write,
            Terms terms,
            Runnable again,
            Reply reply) {
        this.node = node;
        this.route = route;
        this.write = write;
        this.terms = terms;
        this.again = again;
        this.reply = reply;
        this.patience = new Patience(node.lane(), this::late);
        this.standIns = terms.standIns(route);
        this.quorum = terms.writes(route);
    }

    void start(long deadlineNanos) {
        if (quorum.outcome() == Outcome.LOST) {
            reply.failed(
                    ErrorCode.UNAVAILABLE,
                    "nothing was written: too few replicas are alive, " + route.count(quorum));
            return;
        }
        boolean standsIn = standIns.isStandIn(node.self());
        boolean keeps = standsIn ? !node.handoff().isFull() : route.isWritten(node.self());
        if (!keeps) {
            reply.failed(
                    ErrorCode.UNAVAILABLE,
                    "nothing was written: "
                            + node.self()
                            + " is no owner of the key and cannot stand in for one");
            return;
        }
        id =
                node.replica().isOverloaded()
                        ? OperationTable.FULL
                        : node.operations().open(this, deadlineNanos);
        if (id == OperationTable.FULL) {
            reply.failed(
                    ErrorCode.OVERLOADED, "nothing was written: too many operations are under way");
            return;
        }
        if (standIns.areAllowed()) {
            patience.begin(deadlineNanos);
            patience.awaitAll();
        }
        node.replica().read(route.key(), this);
    }

    /**
     * Goes on with a write that the own copy holds already, under a route whose owners may not.
     *
     * @param durable whether it is on stable storage here
     */
    void goOn(NextVersion made, boolean durable, long deadlineNanos) {
        next = made;
        id = node.operations().open(this, deadlineNanos);
        if (id == OperationTable.FULL) {
            reply.failed(inDoubt(ErrorCode.TIMEOUT, "too many operations are under way"));
            return;
        }
        round = node.rounds().number(route.key().slice());
        if (!route.isWritten(node.self())) {
            node.handoff().keep(route.key());
        }
        send(made);
        acknowledged(node.self(), durable, route.epoch());
    }

    /** The own copy of the key; nobody else writes it before this returns. */
    @Override
    public void item(StoredItem held) {
        if (reply.isDone()) {
            return;
        }
        if (held.isRegister()) {
            finish(Admission.otherMode(route.key().key().bucket()));
            return;
        }
        if (node.cluster().get().isClosed(route.key().key().bucket())) {
            node.operations().close(id);
            again.run();
            return;
        }
        round = node.rounds().number(route.key().slice());
        try {
            ConflictResolver resolver = node.resolver(route.bucket());
            NextVersion made =
                    NextVersion.of(
                            route.key(),
                            round,
                            held,
                            write,
                            route.bucket(),
                            resolver,
                            resolver instanceof ReplicatedDataType ? knowledge() : Knowledge.NONE,
                            node.mint(),
                            node.stamps());
            replicate(made);
        } catch (KvException refused) {
            finish(refused.error());
        } catch (MalformedException damaged) {
            finish(
                    KvError.of(
                            ErrorCode.INTERNAL,
                            "what is stored is no item: " + damaged.getMessage()));
        }
    }

    /** What matters to operations on replicated data types. */
    private Knowledge knowledge() {
        boolean complete =
                route.list().isOwner(node.self())
                        && node.whole().isWhole(route.key().slice(), route.bucket().n());
        return complete ? new Knowledge(true, node.settlements().of(route.key())) : Knowledge.NONE;
    }

    private void replicate(NextVersion made) {
        next = made;
        long position;
        try {
            position = node.replica().put(route.key(), made.item());
        } catch (KvException refused) {
            node.mint().distrust();
            finish(inDoubt(refused.error().code(), refused.error().detail()));
            return;
        }
        if (standIns.isStandIn(node.self())) {
            node.handoff().hold(route.key());
        }
        send(made);
        node.replica().await(position, this);
        decide();
    }

    /** Sends the item to all owners of the present route that were not sent it yet. */
    private void send(NextVersion made) {
        List<NodeId> owners = route.writeOwners();
        if (owners.equals(List.of(node.self()))) {
            return;
        }
        Frame frame = encode(made);
        for (NodeId owner : owners) {
            boolean other = !owner.equals(node.self()) && !standIns.isReplaced(owner);
            if (other && !asked.contains(owner)) {
                asked.add(owner);
                boolean passedOver = standIns.areAllowed() && route.isDead(owner);
                if (passedOver || !node.peers().send(owner, frame)) {
                    replace(owner);
                }
            }
        }
    }

    private Frame encode(NextVersion made) {
        return PeerMessageCodec.encode(
                PeerMessage.write(id, route.view(), round, route.key(), made.item()));
    }

    /**
     * Somebody will not answer: the next fallback is asked in its owner's place, if there is one.
     */
    private void replace(NodeId unreachable) {
        NodeId owner = standIns.ownerOf(unreachable);
        NextVersion made = next;
        boolean open = quorum.succeeded(owner) != quorum;
        if (made == null || !open || unreachable.equals(owner) && standIns.isReplaced(owner)) {
            return;
        }
        Optional<NodeId> standIn = standIns.next(owner);
        while (standIn.isPresent()) {
            PeerMessage hint = PeerMessage.hint(id, route.view(), round, route.key(), made.item());
            if (node.peers().send(standIn.get(), PeerMessageCodec.encode(hint))) {
                return;
            }
            standIn = standIns.next(owner);
        }
        quorum = quorum.failed(owner);
        asked.remove(owner);
    }

    /** Who is silent for so long may be dead: fallbacks keep for them what they may not get. */
    private void late() {
        NextVersion made = next;
        if (made == null || node.operations().find(id) != this) {
            return;
        }
        PeerMessage hint = PeerMessage.hint(id, route.view(), round, route.key(), made.item());
        for (NodeId owner : asked) {
            if (!standIns.isReplaced(owner) && quorum.succeeded(owner) != quorum) {
                standIns.next(owner)
                        .ifPresent(standIn ->
                                node.peers().send(standIn, PeerMessageCodec.encode(hint)));
            }
        }
    }

    @Override
    public void stored(boolean durable) {
        acknowledged(node.self(), durable, node.cluster().get().topology().epoch());
    }

    /** The own copy could not be read, so nothing was written. */
    @Override
    public void failed(KvError error) {
        finish(error);
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {
        switch (answer) {
            case PeerMessage.WriteAck ack -> acknowledged(from, ack.durable(), ack.epoch());
            case PeerMessage.NotOwner refusal -> notOwner(from, refusal.epoch());
            case PeerMessage.Refusal _ -> {
                replace(from);
                decide();
            }
            case PeerMessage.ReadAnswer _,
                    PeerMessage.PartialAnswer _,
                    PeerMessage.ForwardAnswer _ -> {}
        }
    }

    private void acknowledged(NodeId from, boolean durable, long epoch) {
        if (reply.isDone()) {
            return;
        }
        holders.add(new Holder(from, durable));
        count(from, durable);
        hear(epoch);
        decide();
    }

    private void count(NodeId from, boolean durable) {
        Quorum counted = quorum.succeeded(standIns.ownerOf(from));
        if (counted != quorum) {
            quorum = counted;
            sloppy |= standIns.isStandIn(from);
            answers.add(route.answer(from, durable));
        }
    }

    /**
     * By its topology the node owns nothing of the key. Where that one is newer, this node has to
     * learn; where it is older, the other one has, and is asked again.
     */
    private void notOwner(NodeId from, long epoch) {
        asked.remove(from);
        if (epoch > route.epoch()) {
            hear(epoch);
        } else if (pauses == MAX_PAUSES) {
            replace(from);
            decide();
        } else if (!pausing) {
            pausing = true;
            node.lane().after(FIRST_PAUSE.multipliedBy(1L << pauses++), this::askAgain);
        }
    }

    private void askAgain() {
        NextVersion made = next;
        pausing = false;
        if (made != null && node.operations().find(id) == this) {
            send(made);
            decide();
        }
    }

    /** Somebody goes by this epoch; counts again once this node goes by it or a later one. */
    private void hear(long epoch) {
        heard = Math.max(heard, epoch);
        clusterChanged();
    }

    private boolean isBehind() {
        return heard > route.epoch();
    }

    @Override
    public void clusterChanged() {
        NextVersion made = next;
        ClusterView view = node.cluster().get();
        if (made == null || !isBehind() || view.topology().epoch() < heard) {
            return;
        }
        Route former = route;
        route = Route.of(route.key(), view);
        standIns = terms.standIns(route);
        quorum = terms.writes(route);
        sloppy = false;
        answers.clear();
        holders.removeIf(holder -> !route.isSameDirectory(holder.node(), former));
        holders.forEach(holder -> count(holder.node(), holder.durable()));
        asked.retainAll(route.writeOwners());
        asked.removeIf(owner -> !route.isSameDirectory(owner, former));
        if (!route.isWritten(node.self())) {
            node.handoff().keep(route.key());
        }
        send(made);
        decide();
    }

    @Override
    public void peerDown(NodeId peer) {
        if (next != null) {
            replace(peer);
            decide();
        }
    }

    @Override
    public void expired() {
        finish(inDoubt(ErrorCode.TIMEOUT, "the deadline passed, " + route.count(quorum)));
    }

    @Override
    public void aborted() {
        finish(inDoubt(ErrorCode.UNAVAILABLE, "this node stops"));
    }

    private void decide() {
        NextVersion made = next;
        if (made == null || reply.isDone() || isBehind()) {
            return;
        }
        switch (quorum.outcome()) {
            case PENDING -> {}
            case WON -> {
                patience.end();
                node.operations().close(id);
                reply.written(result(made));
                if (made.names() > ReplicatedDataType.ROOM) {
                    Settling.of(node, route);
                }
            }
            case LOST ->
                    finish(
                            inDoubt(
                                    ErrorCode.UNAVAILABLE,
                                    "too few replicas took it, " + route.count(quorum)));
        }
    }

    private WriteResult result(NextVersion made) {
        Version version = made.version();
        CausalContext seen = Shown.with(version, made.seen(), route.bucket());
        CausalContext shown = Shown.with(version, version.past(), route.bucket());
        return new WriteResult(
                ItemCodec.token(seen),
                shown.clock(),
                operation(made),
                route.receipt(answers, quorum, sloppy));
    }

    private OperationId operation(NextVersion made) {
        return write.operation().orElseGet(() -> WriteId.of(route.key(), made.version()));
    }

    /** An error of a write that may have taken effect, once it has left its first trace. */
    private KvError inDoubt(ErrorCode code, String detail) {
        NextVersion made = next;
        return made == null
                ? KvError.of(code, "nothing was written: " + detail)
                : new KvError(
                        code, detail + "; the write may take effect", Optional.of(operation(made)));
    }

    private void finish(KvError error) {
        patience.end();
        node.operations().close(id);
        reply.failed(error);
    }
}
