package dev.cairn.replication.watch;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.watch.WatchMessage.Follow;
import dev.cairn.replication.watch.WatchMessage.Followed;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * A node's part in watches, its own and the others', all on its first lane. All methods may be
 * called on any thread.
 */
public final class Watches {
    /** The most watchers of one node. */
    private static final int MAX_WATCHERS = 256;

    private final Env env;
    private final Lane lane;
    private final Peers peers;
    private final Feed feed;
    private final Questions questions;
    private final BiConsumer<GetRequest, Answer<ReadResult>> reads;
    private final Set<Watching> open = new HashSet<>();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * No watcher yet.
     *
     * @param journal hears of every write
     * @param reads serves clients that read a key
     */
    public Watches(Env env, Journal journal, BiConsumer<GetRequest, Answer<ReadResult>> reads) {
        this.env = env;
        this.lane = env.lanes().getFirst();
        this.reads = reads;
        this.peers =
                (to, frame) ->
                        frame.size() <= Transport.MAX_FRAME_BYTES && env.peers().send(to, frame);
        this.feed =
                new Feed(
                        env.self(),
                        lane,
                        journal,
                        env.cluster(),
                        env.storageEngine(),
                        env.storageThreads(),
                        env.random());
        this.questions = new Questions(env.self(), lane, peers, feed, env.random());
    }

    /** A peer's frame; throws {@link MalformedException}. */
    public void frame(NodeId from, int kind, MemorySegment payload) {
        WatchMessage message = WatchCodec.decode(kind, payload);
        lane.execute(() -> {
            switch (message) {
                case Follow follow ->
                        feed.asked(follow, told -> peers.send(from, WatchCodec.encode(told)));
                case Followed told -> questions.answered(from, told);
            }
        });
    }

    /** A client's watch. */
    public Watch watch(WatchRequest request, Watcher watcher) {
        if (running.incrementAndGet() > MAX_WATCHERS) {
            running.decrementAndGet();
            watcher.ended(
                    KvError.of(ErrorCode.OVERLOADED, "this node has as many watchers as it can"));
            return Watch.ENDED;
        }
        Watching watching =
                new Watching(
                        env,
                        lane,
                        questions,
                        new Shower(env, lane, reads),
                        request,
                        watcher,
                        this::over);
        try {
            lane.execute(() -> {
                open.add(watching);
                watching.start();
            });
        } catch (RejectedExecutionException full) {
            running.decrementAndGet();
            watcher.ended(
                    KvError.of(ErrorCode.OVERLOADED, "too much waits for the lane of watches"));
            return Watch.ENDED;
        }
        return watching;
    }

    private void over(Watching watching) {
        if (open.remove(watching)) {
            running.decrementAndGet();
        }
    }

    /** The link to a node went down. */
    public void peerDown(NodeId peer) {
        lane.execute(() -> questions.peerDown(peer));
    }

    /** This node goes by another topology. */
    public void clusterChanged() {
        lane.execute(() -> List.copyOf(open).forEach(Watching::clusterChanged));
    }

    /** Sends every watcher elsewhere. */
    public void end(KvError why) {
        lane.execute(() -> List.copyOf(open).forEach(watching -> watching.end(why)));
    }

    /** Forgets all. */
    public void close() {
        lane.execute(questions::close);
    }
}
