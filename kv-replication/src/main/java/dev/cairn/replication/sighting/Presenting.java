package dev.cairn.replication.sighting;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Replication.Freshness;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.sighting.SightingMessage.Presented;
import dev.cairn.replication.sighting.SightingMessage.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Presents this node's data directory to the other members and looks at theirs. Until all of them
 * have said that they have seen no more of it than it holds, the node does nothing else. It waits
 * {@link #PATIENCE} for a member that says nothing, and for none that it cannot reach and that
 * another one takes for dead; they are asked once they are there, and may still stop the node. From
 * then on it tells some of them now and then how far it is, so that they know should it come back
 * as it was. Owned by its lane, apart from {@link #freshness}.
 */
public final class Presenting {
    /** How long a start waits for members that say nothing. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Whoever was asked, and whose answer was lost, is asked again. */
    private static final Duration ASK_EVERY = Duration.ofMillis(100);

    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    /** So many times it tells, until it saves and asks again who has not answered. */
    private static final int SAVE_EVERY = 10;

    /** Members that are told of a new position. */
    private static final int FANOUT = 3;

    private final Env env;
    private final Sightings sightings;
    private final Set<NodeId> asked = new HashSet<>();
    private final Set<NodeId> told = new HashSet<>();
    private final Set<NodeId> reached = new HashSet<>();
    private final Set<NodeId> dead = new HashSet<>();
    private final SplittableRandom random;
    private long since;
    private long lastTold;
    private int turns;
    private boolean taking;
    private Lane.@Nullable Timer timer;
    private volatile Freshness freshness = Freshness.CHECKING;

    /**
     * What it may use.
     *
     * @param storage the id of this node's data directory
     * @param position its durable log position
     * @param current runs once the node may do its work
     * @param outdated runs when it may not, any more or at all
     */
    public record Env(
            NodeId self,
            long storage,
            Lane lane,
            Supplier<ClusterView> cluster,
            Peers peers,
            LongSupplier position,
            EventSink events,
            Runnable current,
            Runnable outdated) {}

    /** At rest. */
    public Presenting(Env env, Sightings sightings) {
        this.env = env;
        this.sightings = sightings;
        this.random = new SplittableRandom(env.storage());
    }

    /**
     * Begins. A new directory, or one of a node that is alone, is current at once. Touches the
     * disk.
     */
    public void start() throws IOException {
        if (sightings.isOutdated()) {
            refuse("another member has seen more of it than it holds, as it was told before");
            return;
        }
        if (!sightings.isInUse() && others().isEmpty()) {
            sightings.useNow();
        }
        if (sightings.isInUse()) {
            begin();
        }
        since = env.lane().clock().nanos();
        timer = env.lane().after(Duration.ZERO, this::turn);
    }

    /** Ends it. */
    public void close() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Whether the data directory is as new as what others have seen of it. On any thread. */
    public Freshness freshness() {
        return freshness;
    }

    private void begin() {
        freshness = Freshness.CURRENT;
        env.current().run();
    }

    private void turn() {
        if (freshness == Freshness.OUTDATED) {
            return;
        }
        boolean current = freshness == Freshness.CURRENT;
        timer = env.lane().after(current ? TELL_EVERY : ASK_EVERY, this::turn);
        if (current) {
            tell(others());
        } else {
            askAll();
            beginIfEnough();
        }
    }

    private void askAll() {
        others().keySet().stream().filter(this::isToBeAsked).forEach(this::present);
    }

    private boolean isToBeAsked(NodeId node) {
        return !(sightings.isInUse() ? told : asked).contains(node);
    }

    private Map<NodeId, Member> others() {
        Map<NodeId, Member> others = new HashMap<>();
        for (Member member : env.cluster().get().topology().members()) {
            boolean there =
                    member.state() != MemberState.LEFT && member.state() != MemberState.EVICTED;
            if (there && !member.id().equals(env.self())) {
                others.put(member.id(), member);
            }
        }
        return others;
    }

    /** Uses the directory once all have answered that could. */
    private void beginIfEnough() {
        if (taking || freshness != Freshness.CHECKING) {
            return;
        }
        boolean patient = env.lane().clock().nanos() - since < PATIENCE.toNanos();
        List<NodeId> silent =
                others().keySet().stream().filter(node -> !asked.contains(node)).sorted().toList();
        if (!patient || silent.stream().allMatch(this::isDead)) {
            taking = true;
            sightings.use(done -> env.lane().execute(() -> used(done, silent)));
        }
    }

    /** An opinion alone would do for a member that is there and answers later than another. */
    private boolean isDead(NodeId node) {
        return dead.contains(node) && !reached.contains(node);
    }

    private void used(boolean done, List<NodeId> silent) {
        if (!done) {
            env.lane().after(TELL_EVERY, () -> taking = false);
        } else if (freshness == Freshness.CHECKING) {
            begin();
            askAll();
            tell(silent);
        }
    }

    private void tell(List<NodeId> silent) {
        if (!silent.isEmpty()) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.INFO,
                                    "starts without having heard from "
                                            + silent
                                            + " whether its data directory is older than what"
                                            + " they have seen of it"));
        }
    }

    /** Tells some how far it is, if it is further; keeps what was seen of others. */
    private void tell(Map<NodeId, Member> others) {
        long position = env.position().getAsLong();
        if (position != lastTold) {
            lastTold = position;
            List<NodeId> some = new ArrayList<>(others.keySet());
            Collections.sort(some);
            Collections.shuffle(some, random);
            some.stream().limit(FANOUT).forEach(this::present);
        }
        if (turns++ % SAVE_EVERY == 0) {
            Set<Long> listed = new HashSet<>();
            others.values().forEach(member -> listed.add(member.storage()));
            sightings.retain(listed);
            sightings.save();
            askAll();
        }
    }

    private void present(NodeId node) {
        Presented presented =
                new Presented(
                        env.storage(),
                        sightings.before(),
                        sightings.now(env.position().getAsLong()),
                        sightings.isInUse());
        if (env.peers().send(node, SightingCodec.encode(presented))) {
            reached.add(node);
        } else {
            reached.remove(node);
        }
    }

    /** A link to a peer came up. */
    public void peerUp(NodeId peer) {
        if (freshness != Freshness.OUTDATED && isToBeAsked(peer) && others().containsKey(peer)) {
            present(peer);
        }
    }

    /** A link to a peer went down: when it comes back it may have forgotten what it saw. */
    public void peerDown(NodeId peer) {
        told.remove(peer);
    }

    /** What another member says. */
    public void received(NodeId from, SightingMessage message) {
        switch (message) {
            case Presented presented when freshness != Freshness.OUTDATED -> look(from, presented);
            case Presented _ -> {}
            case Seen seen -> answered(from, seen);
        }
    }

    private void look(NodeId from, Presented presented) {
        Sighting last = sightings.lastOf(presented);
        boolean more = presented.lacks(last);
        if (more || !presented.inUse()) {
            Set<NodeId> gone = presented.inUse() ? Set.of() : deadMembers();
            answer(from, new Seen(presented.nonce(), false, more, last, gone));
            return;
        }
        sightings.saw(
                presented,
                kept ->
                        answer(
                                from,
                                new Seen(
                                        presented.nonce(),
                                        kept,
                                        false,
                                        presented.now(),
                                        Set.of())));
    }

    private Set<NodeId> deadMembers() {
        ClusterView view = env.cluster().get();
        return others().keySet().stream()
                .filter(node -> view.liveness(node) == Liveness.DEAD)
                .collect(Collectors.toSet());
    }

    private void answer(NodeId to, Seen seen) {
        env.lane().execute(() -> env.peers().send(to, SightingCodec.encode(seen)));
    }

    private void answered(NodeId from, Seen seen) {
        Sighting now = sightings.now(env.position().getAsLong());
        if (seen.nonce() != now.nonce() || freshness == Freshness.OUTDATED) {
            return;
        }
        if (seen.more()) {
            Sighting held = sightings.before();
            refuse(from + " has seen " + seen.last() + " of it, and it ended with " + held);
            return;
        }
        asked.add(from);
        dead.addAll(seen.dead());
        if (seen.kept()) {
            told.add(from);
        }
        beginIfEnough();
    }

    private void refuse(String why) {
        freshness = Freshness.OUTDATED;
        sightings.outdated();
        close();
        env.events()
                .emit(
                        new Event.Note(
                                Event.Severity.ERROR,
                                "this data directory is an old copy, this node serves nothing: "
                                        + why
                                        + ". Stop the node, empty the directory and start it again:"
                                        + " what it held is read from the other owners (kv salvage"
                                        + " sets aside what only this copy has)"));
        env.outdated().run();
    }
}
