package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Lane;
import dev.cairn.replication.topology.MembershipMessage.Announce;
import dev.cairn.replication.topology.MembershipMessage.Declined;
import dev.cairn.replication.topology.MembershipMessage.Replacing;
import dev.cairn.replication.topology.MembershipMessage.Update;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A node that belongs to no cluster yet and asks the seeds, again and again, to be announced. It
 * never makes a topology of its own: without an answer it waits, for ever if need be (CORRECTNESS
 * rule 11). Used by one lane.
 */
public final class Joining {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Lane lane;
    private final MembershipMessage wish;
    private final Member self;
    private final RandomGenerator random;
    private final Host host;
    private Lane.@Nullable Timer again;
    private boolean done;

    /** What it needs of its node. */
    public interface Host {
        /** Sends a message to every seed that can be reached, or to some of them. */
        void toSeeds(MembershipMessage message);

        /** The cluster has announced this node; it goes on as a member of that topology. */
        void joined(Topology topology);

        /** The cluster will not have this node; it goes on asking. */
        void declined(String why);
    }

    /**
     * A node that wants to be {@code self}.
     *
     * @param replaces the dead member in whose place it wants to be, if any
     */
    public Joining(
            Lane lane, Member self, Optional<NodeId> replaces, RandomGenerator random, Host host) {
        this.lane = lane;
        this.wish =
                replaces.<MembershipMessage>map(lost -> new Replacing(self, lost))
                        .orElseGet(() -> new Announce(self));
        this.self = self;
        this.random = random;
        this.host = host;
    }

    /** Begins to ask. */
    public void start() {
        if (done) {
            return;
        }
        host.toSeeds(wish);
        long millis = PAUSE.toMillis() / 2 + random.nextLong(PAUSE.toMillis());
        again = lane.after(Duration.ofMillis(millis), this::start);
    }

    /** An answer. */
    public void receive(MembershipMessage message) {
        if (done) {
            return;
        }
        if (message instanceof Update(Topology topology) && lists(topology)) {
            stop();
            host.joined(topology);
        } else if (message instanceof Declined(String why)) {
            host.declined(why);
        }
    }

    private boolean lists(Topology topology) {
        return topology.member(self.id())
                .filter(member -> member.storage() == self.storage())
                .isPresent();
    }

    /** Asks no more. */
    public void stop() {
        done = true;
        if (again != null) {
            again.cancel();
        }
    }
}
