package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.SessionOperation;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.replication.load.Errand;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.message.Outcome;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.Operation;
import dev.cairn.replication.pending.OperationTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request on its way to a coordinator elsewhere: to the first candidate that takes it, to the
 * next one when it is certain that nothing was done; this node itself may be the last of them,
 * where it may stand in for an owner. A read goes to the next one too when its answer is late and a
 * spare question can be afforded; a write only under its caller's operation id, so that it counts
 * once, when its coordinator is gone or has been silent for a quarter of the time. Owned by the
 * lane of the key.
 */
final class ForwardOperation implements Operation {
    /** What the coordinator's answer is given to travel back, at most. */
    private static final Duration MAX_MARGIN = Duration.ofMillis(50);

    private final Surroundings node;
    private final Route route;
    private final ClientRequest request;
    private final Ways ways;
    private final Reply reply;
    private final boolean operates;
    private final Asking asking;
    private final Patience patience;
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
        this.ways = ways;
        this.reply = reply;
        this.operates = node.resolver(route.bucket()) instanceof ReplicatedDataType;
        this.asking = new Asking(node, errand(request), ways.candidates());
        this.patience = new Patience(node.lane(), this::late);
        this.last =
                KvError.of(
                        ErrorCode.UNAVAILABLE,
                        "none of "
                                + ways.candidates()
                                + " could be reached, which could coordinate");
    }

    /** What a coordinator of this request is asked to do. */
    static Errand errand(ClientRequest request) {
        return request instanceof ClientRequest.Read
                ? Errand.FORWARDED_READ
                : Errand.FORWARDED_WRITE;
    }

    void start(long deadline) {
        deadlineNanos = deadline;
        id = node.operations().open(this, deadline);
        if (id == OperationTable.FULL) {
            reply.failed(ErrorCode.OVERLOADED, "too many operations are under way");
            return;
        }
        node.spares().earn();
        askNext();
        if (mayRepeat() && !asking.isQuiet() && node.spares().areAllowed()) {
            patience.begin(deadline);
            patience.await(asking.usualNanos());
        }
    }

    /**
     * Whether it does no harm when two coordinators do what is asked. A client that numbers its
     * operations says which of them it sent once, so they are not repeated behind its back.
     */
    private boolean mayRepeat() {
        return !(request instanceof ClientRequest.Write)
                || operation().filter(id -> !isCountedOn(id)).isPresent();
    }

    private boolean isCountedOn(OperationId id) {
        return operates && SessionOperation.of(id).isPresent();
    }

    private Optional<OperationId> operation() {
        return request instanceof ClientRequest.Write write ? write.operation() : Optional.empty();
    }

    private void askNext() {
        while (asking.hasNext()) {
            NodeId candidate = asking.next();
            if (candidate.equals(node.self())) {
                close();
                ways.here().run();
                return;
            }
            if (node.peers().send(candidate, PeerMessageCodec.encode(message()))) {
                asking.asked(candidate);
                return;
            }
        }
        if (asking.isQuiet()) {
            fail(last);
        }
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

    /** The answer takes longer than usual. */
    private void late() {
        boolean other = asking.peek().filter(next -> !next.equals(node.self())).isPresent();
        if (reply.isDone() || !other) {
            return;
        }
        if (mayAskAnother()) {
            askNext();
        }
        if (!reply.isDone() && asking.hasNext()) {
            patience.again();
        }
    }

    private boolean mayAskAnother() {
        return request instanceof ClientRequest.Read
                ? patience.isSpent() || node.spares().take()
                : patience.isSpent() && asking.isSilent();
    }

    @Override
    public void answered(NodeId from, PeerMessage.Answer answer) {
        switch (answer) {
            case PeerMessage.ForwardAnswer(long _, long _, Outcome.Failed(KvError error)) ->
                    failed(from, error);
            case PeerMessage.ForwardAnswer(long _, long _, Outcome outcome) -> {
                if (asking.answered(from)) {
                    finish(outcome);
                }
            }
            case PeerMessage.Refusal refusal -> refused(from, refusal.error());
            case PeerMessage.NotOwner(long _, long epoch) -> notOwner(from, epoch);
            case PeerMessage.WriteAck _, PeerMessage.ReadAnswer _, PeerMessage.PartialAnswer _ -> {}
        }
    }

    /** What a coordinator failed to do another one that was asked may still do. */
    private void failed(NodeId from, KvError error) {
        if (error.code() == ErrorCode.OVERLOADED) {
            refused(from, error);
        } else if (isOfTheRequest(error.code()) ? asking.answered(from) : asking.refused(from)) {
            if (asking.isQuiet()) {
                fail(error);
            } else {
                last = error;
                doubt();
            }
        }
    }

    /** Whether any coordinator would answer so. */
    private static boolean isOfTheRequest(ErrorCode code) {
        return code != ErrorCode.UNAVAILABLE && code != ErrorCode.TIMEOUT;
    }

    /** By its topology the candidate owns nothing of the key; by ours it does, or did. */
    private void notOwner(NodeId from, long epoch) {
        if (epoch > route.epoch()) {
            close();
            new NewerTopology(node, epoch, reply, ways.again()).await(deadlineNanos);
        } else {
            refused(from, KvError.of(ErrorCode.UNAVAILABLE, from + " does not own the key yet"));
        }
    }

    private void refused(NodeId from, KvError error) {
        if (asking.refused(from)) {
            last = error;
            if (asking.isQuiet()) {
                askNext();
            }
        }
    }

    @Override
    public void peerDown(NodeId peer) {
        if (!asking.lost(peer) || !asking.isQuiet()) {
            return;
        }
        last =
                KvError.of(
                        ErrorCode.UNAVAILABLE,
                        "the link to the coordinator " + peer + " went down");
        doubt();
        if (mayRepeat()) {
            askNext();
        } else {
            fail(last);
        }
    }

    @Override
    public void expired() {
        doubt();
        fail(
                KvError.of(
                        ErrorCode.TIMEOUT,
                        "the deadline passed before a coordinator answered, asked last: "
                                + asking.waitedFor()));
    }

    @Override
    public void aborted() {
        if (!asking.isQuiet()) {
            doubt();
        }
        reply.failed(ErrorCode.UNAVAILABLE, "this node stops");
        close();
    }

    /** What a write that was handed to anybody has come to nobody knows. */
    private void doubt() {
        if (request instanceof ClientRequest.Write) {
            reply.doubt(operation());
        }
    }

    private void fail(KvError error) {
        finish(new Outcome.Failed(error));
    }

    private void finish(Outcome outcome) {
        close();
        reply.take(outcome);
    }

    private void close() {
        node.operations().close(id);
        asking.end();
        patience.end();
    }
}
