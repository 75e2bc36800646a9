package dev.cairn.replication.coordinator;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StoredItem;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks every owner what it holds and tells it raw; those that do not answer in time are
 * unreachable.
 */
final class ExplainOperation implements Operation, LocalReplica.ItemSink {
    private final Surroundings node;
    private final Route route;
    private final Answer<Explanation> answer;
    private final ConflictResolver resolver;
    private final OwnerStates states;
    private long id;

    ExplainOperation(Surroundings node, Route route, Answer<Explanation> answer) {
        this.node = node;
        this.route = route;
        this.answer = answer;
        this.resolver = node.resolver(route.bucket());
        this.states = new OwnerStates(route.owners());
    }

    void start(long deadlineNanos) {
        id = node.operations().open(this, deadlineNanos);
        if (id == OperationTable.FULL) {
            answer.failed(KvError.of(ErrorCode.OVERLOADED, "too many operations are under way"));
            return;
        }
        Frame frame =
                PeerMessageCodec.encode(
                        PeerMessage.read(id, route.view(), route.key(), node.left(deadlineNanos)));
        for (NodeId owner : route.owners()) {
            boolean remote = !owner.equals(node.self());
            if (remote && (route.isDead(owner) || !node.peers().send(owner, frame))) {
                states.failed(owner);
            }
        }
        if (route.list().isOwner(node.self())) {
            node.replica().read(route.key(), this);
        } else {
            finishWhenComplete();
        }
    }

    @Override
    public void item(StoredItem item) {
        try {
            item.item();
            states.holds(node.self(), item);
        } catch (MalformedException damaged) {
            states.failed(node.self());
        }
        finishWhenComplete();
    }

    @Override
    public void failed(KvError error) {
        states.failed(node.self());
        finishWhenComplete();
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer message) {
        switch (message) {
            case PeerMessage.ReadAnswer read -> states.holds(from, read.item());
            case PeerMessage.PartialAnswer part -> states.holds(from, part.item());
            default -> states.failed(from);
        }
        finishWhenComplete();
    }

    @Override
    public void peerDown(NodeId peer) {
        states.failed(peer);
        finishWhenComplete();
    }

    @Override
    public void expired() {
        answer.succeeded(explanation());
    }

    @Override
    public void aborted() {
        answer.failed(KvError.of(ErrorCode.UNAVAILABLE, "this node stops"));
    }

    private void finishWhenComplete() {
        if (states.isComplete() && node.operations().find(id) == this) {
            node.operations().close(id);
            answer.succeeded(explanation());
        }
    }

    private Explanation explanation() {
        List<Explanation.Replica> replicas = new ArrayList<>();
        for (NodeId owner : route.owners()) {
            StoredItem state = states.of(owner);
            replicas.add(
                    new Explanation.Replica(
                            owner,
                            state != null,
                            state == null ? List.of() : state.item().versions(),
                            List.of()));
        }
        long now = node.stamps().clock().millis();
        return new Explanation(
                route.placement(),
                List.copyOf(replicas),
                Shown.siblings(states.joined(resolver).item(), resolver, route.bucket(), now));
    }
}
