package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.message.Outcome;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A request on its way to a coordinator elsewhere: to the first candidate that takes it, to the
 * next one when it is certain that nothing was done; this node itself may be the last of them,
 * where it may stand in for an owner. Owned by the lane of the key.
 */
final class ForwardOperation implements Operation {
    /** What the coordinator's answer is given to travel back, at most. */
    private static final Duration MAX_MARGIN = Duration.ofMillis(50);

    private final Surroundings node;
    private final Route route;
    private final ClientRequest request;
    private final Iterator<NodeId> candidates;
    private final Ways ways;
    private final Reply reply;
    private NodeId asked;
    private KvError last;
    private long deadlineNanos;
    private long id;

    /**
     * Where the request may go.
     *
     * @param candidates who may coordinate it, best first
     * @param here coordinates it on this node
     * @param again begins anew, by a newer topology
     */
    record Ways(List<NodeId> candidates, Runnable here, Runnable again) {}

    ForwardOperation(
            Surroundings node, Route route, ClientRequest request, Ways ways, Reply reply) {
        this.node = node;
        this.route = route;
        this.request = request;
        this.candidates = ways.candidates().iterator();
        this.ways = ways;
        this.reply = reply;
        this.asked = node.self();
        this.last =
                KvError.of(
                        ErrorCode.UNAVAILABLE,
                        "none of "
                                + ways.candidates()
                                + " could be reached, which could coordinate");
    }

    void start(long deadline) {
        deadlineNanos = deadline;
        id = node.operations().open(this, deadline);
        if (id == OperationTable.FULL) {
            reply.failed(ErrorCode.OVERLOADED, "too many operations are under way");
            return;
        }
        askNext();
    }

    private void askNext() {
        while (candidates.hasNext()) {
            asked = candidates.next();
            if (asked.equals(node.self())) {
                node.operations().close(id);
                ways.here().run();
                return;
            }
            if (node.peers().send(asked, PeerMessageCodec.encode(message()))) {
                return;
            }
        }
        finish(new Outcome.Failed(last));
    }

    private PeerMessage message() {
        long left = Math.max(1_000_000, deadlineNanos - node.lane().clock().nanos());
        Duration timeout = Duration.ofNanos(left - Math.min(left / 8, MAX_MARGIN.toNanos()));
        RequestOptions asGiven = request.options();
        RequestOptions options =
                new RequestOptions(
                        asGiven.consistency(),
                        asGiven.sloppy(),
                        asGiven.coordinator(),
                        Optional.of(timeout));
        return new PeerMessage.Forward(id, route.epoch(), route.key(), request.with(options));
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {
        if (!from.equals(asked)) {
            return;
        }
        switch (answer) {
            case PeerMessage.ForwardAnswer(long _, long _, Outcome.Failed(KvError error))
                    when error.code() == ErrorCode.OVERLOADED ->
                    refused(error);
            case PeerMessage.ForwardAnswer(long _, long _, Outcome outcome) -> finish(outcome);
            case PeerMessage.Refusal refusal -> refused(refusal.error());
            case PeerMessage.NotOwner(long _, long epoch) -> notOwner(from, epoch);
            case PeerMessage.WriteAck _, PeerMessage.ReadAnswer _ -> {}
        }
    }

    /** By its topology the candidate owns nothing of the key; by ours it does, or did. */
    private void notOwner(NodeId from, long epoch) {
        if (epoch > route.epoch()) {
            node.operations().close(id);
            new NewerTopology(node, epoch, reply, ways.again()).await(deadlineNanos);
        } else {
            refused(KvError.of(ErrorCode.UNAVAILABLE, from + " does not own the key yet"));
        }
    }

    private void refused(KvError error) {
        last = error;
        askNext();
    }

    @Override
    public void peerDown(NodeId peer) {
        if (!peer.equals(asked)) {
            return;
        }
        if (request instanceof ClientRequest.Read) {
            askNext();
        } else {
            finish(inDoubt("the link to the coordinator " + peer + " went down"));
        }
    }

    @Override
    public void expired() {
        reply.take(inDoubt("the deadline passed before the coordinator " + asked + " answered"));
    }

    @Override
    public void aborted() {
        reply.failed(ErrorCode.UNAVAILABLE, "this node stops");
    }

    private Outcome inDoubt(String detail) {
        Optional<OperationId> operation =
                request instanceof ClientRequest.Write write ? write.operation() : Optional.empty();
        String doubt = request instanceof ClientRequest.Write ? "; the write may take effect" : "";
        return new Outcome.Failed(new KvError(ErrorCode.TIMEOUT, detail + doubt, operation));
    }

    private void finish(Outcome outcome) {
        node.operations().close(id);
        reply.take(outcome);
    }
}
