package dev.cairn.replication.collect;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.collect.RoundMessage.KnownRounds;
import dev.cairn.replication.collect.RoundMessage.WhichRounds;
import dev.cairn.replication.round.RoundTable;
import dev.cairn.replication.round.SliceRound;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks other members for the rounds until one tells, on a node whose data directory does not know
 * them; answers those that ask. A member that has entered a topology in which the asking node is
 * one of it lags by one round at most, since no round ends without it. Owned by its lane.
 */
public final class Learning {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final NodeId self;
    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final Peers peers;
    private final RoundTable table;
    private final Set<NodeId> ignorant = new HashSet<>();
    private Lane.@Nullable Timer timer;
    private boolean asking;

    /** At rest. */
    public Learning(
            NodeId self, Lane lane, Supplier<ClusterView> cluster, Peers peers, RoundTable table) {
        this.self = self;
        this.lane = lane;
        this.cluster = cluster;
        this.peers = peers;
        this.table = table;
    }

    /** Begins to ask unless the rounds are known or it does already. */
    public void start() {
        if (!table.isKnown() && !asking) {
            asking = true;
            timer = lane.after(Duration.ZERO, this::ask);
        }
    }

    /** Ends it. */
    public void close() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void ask() {
        asking = !table.isKnown();
        if (!asking) {
            return;
        }
        timer = lane.after(PAUSE, this::ask);
        ClusterView view = cluster.get();
        Set<NodeId> members = Rounds.members(view);
        if (members.remove(self)) {
            WhichRounds question = new WhichRounds(view.topology().epoch());
            members.forEach(member -> peers.send(member, RoundCodec.encode(question)));
            learnTogether(members);
        }
    }

    /** Where nobody has ever known of a round there was none. */
    private void learnTogether(Set<NodeId> others) {
        if (ignorant.containsAll(others)) {
            table.learn(List.of());
        }
    }

    /** Another member asks. */
    public void asked(NodeId from) {
        long epoch = cluster.get().topology().epoch();
        List<SliceRound> rounds = table.isKnown() ? table.beyondFirst() : List.of();
        peers.send(from, RoundCodec.encode(new KnownRounds(epoch, table.isKnown(), rounds)));
    }

    /** Another member answers. */
    public void told(NodeId from, KnownRounds rounds) {
        boolean taken = !table.isKnown() && rounds.epoch() >= cluster.get().topology().epoch();
        if (taken && rounds.known()) {
            table.learn(rounds.rounds());
        } else if (taken) {
            ignorant.add(from);
        }
    }
}
