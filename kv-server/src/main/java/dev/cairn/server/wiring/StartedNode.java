package dev.cairn.server.wiring;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.NodeProvider;
import java.util.Optional;

/**
 * A node from its start to its end: it is in a cluster at once, or asks to be let into one first.
 * Safe for all threads.
 */
public final class StartedNode implements NodeProvider.Node {
    private static final KvError OUTSIDE =
            KvError.of(ErrorCode.UNAVAILABLE, "this node has not been let into a cluster yet");

    private final NodeId self;
    private final AutoCloseable remains;
    private volatile Optional<RunningNode> running = Optional.empty();
    private volatile Optional<RuntimeException> failure = Optional.empty();
    private boolean closed;

    /** {@code remains} is closed with a node that has not come inside. */
    StartedNode(NodeId self, AutoCloseable remains) {
        this.self = self;
        this.remains = remains;
    }

    /** How a node is assembled. */
    @FunctionalInterface
    interface Assembly {
        /** Opens all that a node inside a cluster consists of. */
        RunningNode assemble();
    }

    /** It is let in: assembles the rest, unless it was closed meanwhile. */
    synchronized void enter(Assembly assembly) {
        if (!closed) {
            running = Optional.of(assembly.assemble());
        }
    }

    /** It was let in and could not go on; see {@link #inside}. */
    void failed(RuntimeException cause) {
        failure = Optional.of(cause);
    }

    /**
     * The node inside its cluster; empty while it asks. Throws what stood against it when it was
     * let in and could not be assembled.
     */
    public Optional<RunningNode> inside() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        return running;
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public boolean isInside() {
        return running.isPresent();
    }

    @Override
    public KeyValueService keyValues() {
        return running.map(RunningNode::keyValues).orElse(Refusal.INSTANCE);
    }

    @Override
    public AdminService admin() {
        return running.orElseThrow(() -> new KvException(OUTSIDE.code(), OUTSIDE.detail())).admin();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (running.isPresent()) {
            running.get().close();
            return;
        }
        try {
            remains.close();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What it answers outside. */
    private enum Refusal implements KeyValueService {
        INSTANCE;

        @Override
        public void get(GetRequest request, Answer<ReadResult> answer) {
            answer.failed(OUTSIDE);
        }

        @Override
        public void put(PutRequest request, Answer<WriteResult> answer) {
            answer.failed(OUTSIDE);
        }

        @Override
        public void delete(DeleteRequest request, Answer<WriteResult> answer) {
            answer.failed(OUTSIDE);
        }

        @Override
        public void scan(ScanRequest request, Answer<ScanResult> answer) {
            answer.failed(OUTSIDE);
        }

        @Override
        public void resolve(OperationRequest request, Answer<OperationResult> answer) {
            answer.failed(OUTSIDE);
        }

        @Override
        public Watch watch(WatchRequest request, Watcher watcher) {
            watcher.ended(OUTSIDE);
            return Watch.ENDED;
        }
    }
}
