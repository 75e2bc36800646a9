package dev.cairn.replication.scan;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.scan.ScanMessage.Answer;
import dev.cairn.replication.scan.ScanMessage.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What this node has asked others, or itself, until it is answered, the link goes down or the time
 * is up. There are as many at most as scans under way ask members at once. Owned by its lane.
 */
final class Questions {
    private final NodeId self;
    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final Peers peers;
    private final Respondent respondent;
    private final Map<Long, Open> open = new HashMap<>();
    private long last;

    private record Open(NodeId to, Consumer<Optional<Answer>> then, Lane.Timer timer) {}

    /** Makes a question of a request's id and the epoch. */
    @FunctionalInterface
    interface Wording {
        Question of(long request, long epoch);
    }

    /**
     * Nothing was asked yet.
     *
     * @param first where ids begin: random, so that answers to a former process find nothing
     */
    Questions(
            NodeId self,
            Lane lane,
            Supplier<ClusterView> cluster,
            Peers peers,
            Respondent respondent,
            long first) {
        this.self = self;
        this.lane = lane;
        this.cluster = cluster;
        this.peers = peers;
        this.respondent = respondent;
        this.last = first;
    }

    /** Asks; {@code then} runs once, later, with the answer or with none. */
    void ask(NodeId to, Duration patience, Wording wording, Consumer<Optional<Answer>> then) {
        long id = ++last;
        open.put(id, new Open(to, then, lane.after(patience, () -> end(id, Optional.empty()))));
        Question question = wording.of(id, cluster.get().topology().epoch());
        if (to.equals(self)) {
            lane.execute(() -> respondent.asked(question, answer -> answered(self, answer)));
        } else if (!peers.send(to, ScanCodec.encode(question))) {
            lane.execute(() -> end(id, Optional.empty()));
        }
    }

    /** An answer; one that nobody waits for is dropped. */
    void answered(NodeId from, Answer answer) {
        Open asked = open.get(answer.request());
        if (asked != null && asked.to().equals(from)) {
            end(answer.request(), Optional.of(answer));
        }
    }

    /** The link to a node went down. */
    void peerDown(NodeId peer) {
        List<Long> lost = new ArrayList<>();
        open.forEach((id, asked) -> {
            if (asked.to().equals(peer)) {
                lost.add(id);
            }
        });
        lost.forEach(id -> end(id, Optional.empty()));
    }

    /** Forgets all. */
    void close() {
        open.values().forEach(asked -> asked.timer().cancel());
        open.clear();
    }

    private void end(long id, Optional<Answer> answer) {
        Open asked = open.remove(id);
        if (asked != null) {
            asked.timer().cancel();
            asked.then().accept(answer);
        }
    }
}
