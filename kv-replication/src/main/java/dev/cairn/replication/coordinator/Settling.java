package dev.cairn.replication.coordinator;

import dev.cairn.api.KvError;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StoredItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out what all owners of a key hold, on one of them: first that nobody keeps anything for
 * them, then what each has, which is joined here. So every try there was of an operation that all
 * hold is known here, but for tries of stand-ins to come, which take fresh ones only. Where anybody
 * does not answer nothing is found out. Owned by the lane of the key.
 */
final class Settling implements Operation, LocalReplica.ItemSink, LocalReplica.StoredSink {
    private final Surroundings node;
    private final Route route;
    private final ConflictResolver resolver;
    private final OwnerStates states;
    private final Set<NodeId> standIns;
    private final long askedMillis;
    private final long round;
    private List<CausalContext> seen = List.of();
    private long id;

    private Settling(Surroundings node, Route route) {
        this.node = node;
        this.route = route;
        this.resolver = node.resolver(route.bucket());
        this.askedMillis = node.stamps().clock().millis();
        this.round = node.rounds().number(route.key().slice());
        this.states = new OwnerStates(route.writeOwners());
        this.standIns = new HashSet<>(route.list().fallbacks());
        this.standIns.removeIf(route::isWritten);
    }

    /** Begins, unless it was found out a moment ago. */
    static void of(Surroundings node, Route route) {
        if (route.isWritten(node.self()) && node.settlements().begin(route.key())) {
            new Settling(node, route).start();
        }
    }

    private void start() {
        id = node.operations().open(this, node.deadline(node.requestTimeout()));
        if (id == OperationTable.FULL) {
            node.settlements().ended();
        } else if (standIns.isEmpty()) {
            askOwners();
        } else {
            Frame kept =
                    PeerMessageCodec.encode(
                            PeerMessage.hintRead(
                                    id, route.view(), route.key(), node.requestTimeout()));
            send(List.copyOf(standIns), kept);
        }
    }

    private void send(List<NodeId> to, Frame frame) {
        for (NodeId peer : to) {
            if (!isOver() && (route.isDead(peer) || !node.peers().send(peer, frame))) {
                end();
            }
        }
    }

    private void askOwners() {
        List<NodeId> others = new ArrayList<>(route.writeOwners());
        others.remove(node.self());
        Frame read =
                PeerMessageCodec.encode(
                        PeerMessage.read(id, route.view(), route.key(), node.requestTimeout()));
        send(others, read);
        if (!isOver()) {
            node.replica().read(route.key(), this);
        }
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {
        if (answer.epoch() != route.epoch() || !(answer instanceof PeerMessage.ReadAnswer read)) {
            end();
        } else if (!standIns.isEmpty()) {
            keptByStandIn(from, read.item());
        } else {
            held(from, read.item());
        }
    }

    private void keptByStandIn(NodeId from, StoredItem kept) {
        if (!kept.isAbsent()) {
            end();
        } else if (standIns.remove(from) && standIns.isEmpty()) {
            askOwners();
        }
    }

    /** The own copy. */
    @Override
    public void item(StoredItem held) {
        if (node.whole().isWhole(route.key().slice(), route.bucket().n())) {
            held(node.self(), held);
        } else {
            end();
        }
    }

    private void held(NodeId owner, StoredItem held) {
        if (isOver() || held.isRegister() || !states.holds(owner, held) || !states.isComplete()) {
            return;
        }
        try {
            seen = states.all().stream().map(state -> state.item().seen()).toList();
            node.join(route.key(), round, states.joined(resolver), this);
        } catch (MalformedException damaged) {
            end();
        }
    }

    @Override
    public void stored(boolean durable) {
        if (!isOver()) {
            node.settlements().found(route.key(), askedMillis, seen);
            end();
        }
    }

    @Override
    public void failed(KvError error) {
        end();
    }

    @Override
    public void peerDown(NodeId peer) {
        if (standIns.contains(peer) || route.isWritten(peer)) {
            end();
        }
    }

    @Override
    public void expired() {
        node.settlements().ended();
    }

    @Override
    public void aborted() {
        node.settlements().ended();
    }

    private boolean isOver() {
        return node.operations().find(id) != this;
    }

    private void end() {
        if (!isOver()) {
            node.operations().close(id);
            node.settlements().ended();
        }
    }
}
