package dev.cairn.replication.coordinator;

import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.ShortPath;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.load.Errand;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.message.Outcome;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the client requests of one lane: coordinates those whose key this node owns, forwards the
 * others to an owner. Every request is answered once, by its deadline. Owned by its lane.
 */
public final class Coordinator {
    private final Surroundings node;
    private final LingeringReads lingering;

    /**
     * A coordinator.
     *
     * @param node what it works with
     * @param maxLingering how many reads may wait for late answers after they were answered
     *     themselves
     */
    public Coordinator(Surroundings node, int maxLingering) {
        this.node = node;
        this.lingering = new LingeringReads(maxLingering);
    }

    /** A client's request. */
    public void request(StorageKey key, ClientRequest request, Outcome.Sink sink) {
        Reply reply = new Reply(sink);
        if (admits(key, request, reply)) {
            dispatch(key, request, reply, deadline(request));
        }
    }

    private boolean admits(StorageKey key, ClientRequest request, Reply reply) {
        try {
            Admission.check(request, node.cluster().get().bucket(key.key().bucket()));
            return true;
        } catch (KvException refused) {
            reply.failed(refused.error());
            return false;
        }
    }

    private void dispatch(StorageKey key, ClientRequest request, Reply reply, long deadline) {
        try {
            Route route = Route.of(key, node.cluster().get());
            List<NodeId> candidates = candidates(route, request);
            if (candidates.getFirst().equals(node.self())) {
                coordinate(route, request, reply, deadline);
                return;
            }
            ForwardOperation.Ways ways =
                    new ForwardOperation.Ways(
                            candidates,
                            () -> coordinate(route, request, reply, deadline),
                            () -> dispatch(key, request, reply, deadline));
            new ForwardOperation(node, route, request, ways, reply).start(deadline);
        } catch (KvException refused) {
            reply.failed(refused.error());
        }
    }

    /**
     * A request that another node forwarded to this owner of the key. It is coordinated here or
     * fails.
     */
    public void forwarded(StorageKey key, ClientRequest request, Outcome.Sink sink) {
        Reply reply = new Reply(sink);
        if (admits(key, request, reply)) {
            coordinateHere(key, request, reply, deadline(request));
        }
    }

    private void coordinateHere(StorageKey key, ClientRequest request, Reply reply, long deadline) {
        try {
            Route route = Route.of(key, node.cluster().get());
            coordinate(route, request, reply, deadline);
        } catch (KvException refused) {
            reply.failed(refused.error());
        }
    }

    /**
     * Goes on with a write that this node made as its key's only owner, and that is in its copy:
     * the owners that the key has now are to hold it too.
     *
     * @param durable whether this node has it on stable storage
     */
    public void goOn(StorageKey key, boolean durable, long deadline, ShortPath.WriteSink sink) {
        new TakenOver(node, key, durable, deadline, sink).start();
    }

    /** Another owner asks this one not to coordinate a write, unless it has it. */
    public void bar(StorageKey key, OperationId operation, Barring.Sink sink) {
        try {
            BucketProperties bucket = node.cluster().get().bucket(key.key().bucket());
            Barring.of(node, key, operation, node.resolver(bucket), sink);
        } catch (KvException refused) {
            sink.failed(refused.error());
        }
    }

    /** The link to a node went down. */
    public void peerDown(NodeId peer) {
        node.loads().forget(peer);
    }

    /** What every owner holds of a key; asked by any node. */
    public void explain(StorageKey key, Answer<Explanation> answer) {
        try {
            Route route = Route.of(key, node.cluster().get());
            if (route.bucket().mode() == BucketProperties.Mode.LINEARIZABLE) {
                new ExplainRegister(node, route, answer).start();
                return;
            }
            new ExplainOperation(node, route, answer).start(node.deadline(node.requestTimeout()));
        } catch (KvException refused) {
            answer.failed(refused.error());
        }
    }

    /**
     * Who may coordinate, best first: the one that was asked for, this node, the living owners by
     * their loads, those that are drained, the dead ones; this node after the living ones where
     * what it holds is not whole.
     */
    private List<NodeId> candidates(Route route, ClientRequest request) {
        if (request.options().coordinator().isPresent()) {
            NodeId wanted = request.options().coordinator().get();
            if (!route.list().isOwner(wanted)) {
                throw new KvException(
                        ErrorCode.BAD_REQUEST,
                        "the coordinator "
                                + wanted
                                + " holds no replica of the key; "
                                + route.owners()
                                + " do");
            }
            return List.of(wanted);
        }
        boolean owns = route.list().isOwner(node.self());
        if (owns && !isForOthers(route, request)) {
            return List.of(node.self());
        }
        if (route.owners().isEmpty()) {
            throw new KvException(ErrorCode.UNAVAILABLE, "no node owns the key");
        }
        Errand errand = ForwardOperation.errand(request);
        List<NodeId> candidates = new ArrayList<>(route.quickest(errand, node));
        if (owns) {
            candidates.remove(node.self());
            candidates.add(node.self());
        }
        if (isSloppy(request) && route.list().fallbacks().contains(node.self())) {
            candidates.add(node.self());
        }
        route.owners().stream().filter(route::isDead).forEach(candidates::add);
        return candidates;
    }

    /**
     * Whether another owner had better coordinate it: what this one's lost disk held a write here
     * would not replace, and would stand beside.
     */
    public boolean isForOthers(StorageKey key, ClientRequest request) {
        return isForOthers(Route.of(key, node.cluster().get()), request);
    }

    private boolean isForOthers(Route route, ClientRequest request) {
        return request instanceof ClientRequest.Write
                && route.bucket().mode() == BucketProperties.Mode.EVENTUAL
                && !node.whole().isWhole(route.key().slice(), route.bucket().n())
                && request.options().coordinator().isEmpty()
                && route.owners().stream()
                        .anyMatch(owner -> !owner.equals(node.self()) && !route.isDead(owner));
    }

    private void coordinate(Route route, ClientRequest request, Reply reply, long deadline) {
        Runnable again = () -> coordinateHere(route.key(), request, reply, deadline);
        String bucket = route.key().key().bucket();
        if (!(request instanceof ClientRequest.Read) && route.view().isClosed(bucket)) {
            new ClosedBucket(node, bucket, reply, again).await(deadline);
            return;
        }
        if (route.bucket().mode() == BucketProperties.Mode.LINEARIZABLE) {
            RegisterOperation.Work work =
                    switch (request) {
                        case ClientRequest.Write write ->
                                new RegisterWrite(node, route.key(), route.bucket(), write);
                        case ClientRequest.Read read -> new RegisterRead(node, route.key(), read);
                        case ClientRequest.Resolve resolve ->
                                new RegisterResolve(node, route.key(), resolve.operation());
                    };
            new RegisterOperation(node, route.key(), work, reply).start(deadline);
            return;
        }
        Terms terms = Terms.of(node, request, route.bucket());
        switch (request) {
            case ClientRequest.Write write ->
                    new WriteOperation(node, route, write, terms, again, reply).start(deadline);
            case ClientRequest.Read _ ->
                    new ReadOperation(node, route, terms, lingering, again, reply).start(deadline);
            case ClientRequest.Resolve resolve ->
                    new ResolveOperation(node, route, resolve.operation(), terms, again, reply)
                            .start(deadline);
        }
    }

    private static boolean isSloppy(ClientRequest request) {
        return request.options().sloppy().orElse(false);
    }

    private long deadline(ClientRequest request) {
        Duration timeout = request.options().timeout().orElse(node.requestTimeout());
        return node.deadline(timeout);
    }
}
