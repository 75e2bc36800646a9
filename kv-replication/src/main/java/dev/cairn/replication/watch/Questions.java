package dev.cairn.replication.watch;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.watch.WatchMessage.Follow;
import dev.cairn.replication.watch.WatchMessage.Followed;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * What this node has asked others, or itself, until it is answered, the link goes down or the time
 * is up. There is one at most for each watcher and member. Owned by its lane.
 */
final class Questions {
    private final NodeId self;
    private final Lane lane;
    private final Peers peers;
    private final Feed feed;
    private final RandomGenerator random;
    private final Map<Long, Open> open = new HashMap<>();
    private long last;
    private boolean begun;

    private record Open(NodeId to, Consumer<Optional<Followed>> then, Lane.Timer timer) {}

    /**
     * Nothing was asked yet.
     *
     * @param random draws where ids begin, so that answers to a former process find nothing; asked
     *     on the lane
     */
    Questions(NodeId self, Lane lane, Peers peers, Feed feed, RandomGenerator random) {
        this.self = self;
        this.lane = lane;
        this.peers = peers;
        this.feed = feed;
        this.random = random;
    }

    /** Asks; {@code then} runs once, later, with the answer or with none. */
    void ask(
            NodeId to,
            Duration patience,
            LongFunction<Follow> wording,
            Consumer<Optional<Followed>> then) {
        if (!begun) {
            begun = true;
            last = random.nextLong();
        }
        long id = ++last;
        open.put(id, new Open(to, then, lane.after(patience, () -> end(id, Optional.empty()))));
        Follow question = wording.apply(id);
        if (to.equals(self)) {
            lane.execute(() -> feed.asked(question, answer -> answered(self, answer)));
        } else if (!peers.send(to, WatchCodec.encode(question))) {
            lane.execute(() -> end(id, Optional.empty()));
        }
    }

    /** An answer; one that nobody waits for is dropped. */
    void answered(NodeId from, Followed answer) {
        Open asked = open.get(answer.request());
        if (asked != null && asked.to().equals(from)) {
            end(answer.request(), Optional.of(answer));
        }
    }

    /** The link to a node went down. */
    void peerDown(NodeId peer) {
        List.copyOf(open.entrySet()).stream()
                .filter(asked -> asked.getValue().to().equals(peer))
                .forEach(asked -> end(asked.getKey(), Optional.empty()));
    }

    /** Forgets all. */
    void close() {
        open.values().forEach(asked -> asked.timer().cancel());
        open.clear();
    }

    private void end(long id, Optional<Followed> answer) {
        Open asked = open.remove(id);
        if (asked != null) {
            asked.timer().cancel();
            asked.then().accept(answer);
        }
    }
}
