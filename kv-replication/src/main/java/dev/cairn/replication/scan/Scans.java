package dev.cairn.replication.scan;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.coordinator.Admission;
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.scan.ScanMessage.Question;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A node's part in scans, all on its first lane: scans touch every slice, whichever lane owns it,
 * and go by what is in the store. All methods may be called on any thread.
 */
public final class Scans {
    /** The most pages that this node puts together at once. */
    private static final int MAX_SCANS = 32;

    private static final KvError STOPPING = KvError.of(ErrorCode.UNAVAILABLE, "this node stops");
    private static final KvError BUSY =
            KvError.of(ErrorCode.OVERLOADED, "too much waits for the lane of scans");

    private final Set<Open<?>> open = new HashSet<>();
    private boolean closed;
    private final AtomicInteger running = new AtomicInteger();
    private final Env env;
    private final Lane lane;
    private final Peers peers;
    private final Respondent respondent;
    private final Questions questions;
    private final BiConsumer<GetRequest, Answer<ReadResult>> reads;

    /**
     * No scan yet.
     *
     * @param whole of which slices this node holds all it has acknowledged
     * @param fence runs a task once every lane has ended what it was doing
     * @param reads serves clients that read a key
     */
    public Scans(
            Env env,
            Wholeness whole,
            Consumer<Runnable> fence,
            BiConsumer<GetRequest, Answer<ReadResult>> reads) {
        this.reads = reads;
        this.env = env;
        this.lane = env.lanes().getFirst();
        this.peers =
                (to, frame) ->
                        frame.size() <= Transport.MAX_FRAME_BYTES && env.peers().send(to, frame);
        this.respondent =
                new Respondent(
                        env.self(),
                        lane,
                        env.cluster(),
                        whole,
                        new PageReader(env.storageEngine()),
                        env.storageThreads(),
                        fence,
                        env::bucketsBehind);
        this.questions =
                new Questions(
                        env.self(),
                        lane,
                        env.cluster(),
                        peers,
                        respondent,
                        env.random().nextLong());
    }

    /** A peer's frame; throws {@link MalformedException}. */
    public void frame(NodeId from, int kind, MemorySegment payload) {
        ScanMessage message = ScanCodec.decode(kind, payload);
        lane.execute(() -> {
            switch (message) {
                case Question question ->
                        respondent.asked(
                                question, said -> peers.send(from, ScanCodec.encode(said)));
                case ScanMessage.Answer said -> questions.answered(from, said);
            }
        });
    }

    /**
     * Whether any member holds anything of a bucket that is closed in this version of its
     * properties.
     */
    public void holds(String bucket, long version, Duration timeout, Answer<Boolean> answer) {
        running.incrementAndGet();
        begin(
                () ->
                        new Inquiry(
                                        lane,
                                        questions,
                                        () -> env.cluster().get().topology(),
                                        bucket,
                                        version,
                                        timeout,
                                        new Open<>(answer))
                                .start(),
                answer);
    }

    /** A client's request for a page. */
    public void scan(ScanRequest request, Answer<ScanResult> answer) {
        try {
            Admission.check(request.options());
        } catch (KvException refused) {
            answer.failed(refused.error());
            return;
        }
        if (running.incrementAndGet() > MAX_SCANS) {
            running.decrementAndGet();
            answer.failed(KvError.of(ErrorCode.OVERLOADED, "this node scans as much as it can"));
            return;
        }
        begin(
                () -> {
                    Open<ScanResult> taken = new Open<>(answer);
                    new BucketScan(env, lane, questions, reads, request, taken).next();
                },
                answer);
    }

    /** Begins what is counted as running, unless the lane takes nothing more. */
    private void begin(Runnable task, Answer<?> answer) {
        try {
            lane.execute(task);
        } catch (RejectedExecutionException full) {
            running.decrementAndGet();
            answer.failed(BUSY);
        }
    }

    /** Something that is to be answered, at the latest when this node stops. */
    private final class Open<T> implements Answer<T> {
        private final Answer<T> answer;

        /** Open from now on; answered at once when the node has stopped. */
        Open(Answer<T> answer) {
            this.answer = answer;
            open.add(this);
            if (closed) {
                failed(STOPPING);
            }
        }

        @Override
        public void succeeded(T result) {
            if (open.remove(this)) {
                running.decrementAndGet();
                answer.succeeded(result);
            }
        }

        @Override
        public void failed(KvError error) {
            if (open.remove(this)) {
                running.decrementAndGet();
                answer.failed(error);
            }
        }
    }

    /** The link to a node went down. */
    public void peerDown(NodeId peer) {
        lane.execute(() -> questions.peerDown(peer));
    }

    /** Ends what is under way. */
    public void close() {
        lane.execute(() -> {
            closed = true;
            questions.close();
            List.copyOf(open).forEach(unanswered -> unanswered.failed(STOPPING));
        });
    }
}
