package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.gossip.heartbeat.HeartbeatMessage.Entry;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code heartbeat} failure detector of one node.
 *
 * <p>Each tick it counts its own heartbeat up and sends all it knows to {@code fanout} random
 * members that are not dead, and to one that is, so that two halves of a healed partition find each
 * other. A member is suspected when news of it stays out for longer than the past makes likely. It
 * is dead when as many observers miss it as there are who could, two at most; dead it stays until a
 * newer heartbeat arrives.
 *
 * <p>Time in which this node itself stood still is taken out of all silences.
 */
public final class HeartbeatDetector implements FailureDetector {
    private static final int ENOUGH_OBSERVERS = 2;

    private final HeartbeatConfig config;
    private final Env env;
    private final Map<NodeId, Watched> others = new LinkedHashMap<>();
    private final List<Watched> shuffled = new ArrayList<>();
    private Heartbeat own;
    private int unsuspected;
    private int dead;
    private int nextTold;
    private long lastTick;

    /** A detector that watches nobody yet. */
    public HeartbeatDetector(HeartbeatConfig config, Env env) {
        this.config = config;
        this.env = env;
        this.own = new Heartbeat(env.incarnation(), 0);
        this.lastTick = env.clock().nanos();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public Liveness liveness(NodeId node) {
        if (node.equals(env.self())) {
            return Liveness.ALIVE;
        }
        Watched watched = others.get(node);
        return watched == null ? Liveness.UNKNOWN : watched.liveness();
    }

    @Override
    public void members(List<Member> members) {
        List<NodeId> ids =
                members.stream().map(Member::id).filter(id -> !id.equals(env.self())).toList();
        others.keySet().retainAll(ids);
        long now = env.clock().nanos();
        ids.forEach(id -> others.computeIfAbsent(id, added -> new Watched(added, config, now)));
        others.values().forEach(watched -> watched.keepOpinions(others::containsKey));
        shuffled.clear();
        shuffled.addAll(others.values());
        unsuspected =
                Math.toIntExact(
                        others.values().stream().filter(watched -> !watched.missed()).count());
        dead =
                Math.toIntExact(
                        others.values().stream()
                                .filter(watched -> watched.liveness() == Liveness.DEAD)
                                .count());
    }

    @Override
    public void tick() {
        long now = env.clock().nanos();
        forgiveOwnPause(now);
        lastTick = now;
        own = own.next();
        others.values().forEach(watched -> judge(watched, now));
        tell();
    }

    @Override
    public void receive(NodeId from, MemorySegment message) {
        if (!others.containsKey(from)) {
            return;
        }
        HeartbeatMessage decoded;
        try {
            decoded = HeartbeatMessage.decode(message);
        } catch (MalformedException dropped) {
            return;
        }
        long now = env.clock().nanos();
        forgiveOwnPause(now);
        for (Entry entry : decoded.entries()) {
            Watched watched = others.get(entry.id());
            if (watched != null) {
                learn(watched, entry, from, now);
            } else if (entry.id().equals(env.self()) && entry.newest().compareTo(own) > 0) {
                own = entry.newest();
            }
        }
    }

    private void learn(Watched watched, Entry entry, NodeId from, long now) {
        int order = entry.newest().compareTo(watched.newest());
        if (order > 0 && !entry.missed()) {
            watched.heard(entry.newest(), now);
            become(watched, Liveness.ALIVE);
        } else if (order > 0) {
            watched.learned(entry.newest());
        }
        if (entry.missed() && order >= 0 && !from.equals(entry.id())) {
            watched.missedBy(from, now);
            judge(watched, now);
        }
    }

    private void judge(Watched watched, long now) {
        if (watched.liveness() == Liveness.DEAD) {
            return;
        }
        if (!watched.missed() && watched.silentTooLong(now)) {
            become(watched, Liveness.SUSPECT);
        }
        int observers = (watched.missed() ? 1 : 0) + watched.opinions(now);
        if (observers >= Math.min(ENOUGH_OBSERVERS, 1 + unsuspected)) {
            become(watched, Liveness.DEAD);
        }
    }

    private void become(Watched watched, Liveness next) {
        Liveness former = watched.liveness();
        if (former == next) {
            return;
        }
        unsuspected += watched.missed() ? 1 : 0;
        dead -= former == Liveness.DEAD ? 1 : 0;
        watched.become(next);
        unsuspected -= watched.missed() ? 1 : 0;
        dead += next == Liveness.DEAD ? 1 : 0;
        env.changed(watched.id(), former, next);
    }

    /**
     * A tick that is more than one interval late means that this node stood still, and could hear
     * nobody.
     */
    private void forgiveOwnPause(long now) {
        long interval = config.interval().toNanos();
        long late = now - lastTick - interval;
        if (late > interval) {
            others.values().forEach(watched -> watched.forgive(late, now));
            lastTick = now - interval;
        }
    }

    private void tell() {
        MemorySegment message = MemorySegment.ofArray(message().encode()).asReadOnly();
        int live = Math.min(config.fanout(), others.size() - dead);
        int lost = Math.min(1, dead);
        for (int i = 0; live + lost > 0; i++) {
            Collections.swap(shuffled, i, i + env.random().nextInt(shuffled.size() - i));
            Watched target = shuffled.get(i);
            boolean isDead = target.liveness() == Liveness.DEAD;
            if (isDead && lost > 0) {
                lost--;
                env.send(target.id(), message);
            } else if (!isDead && live > 0) {
                live--;
                env.send(target.id(), message);
            }
        }
    }

    /** The newest heartbeats, as many as fit; those left out come first the next time. */
    private HeartbeatMessage message() {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(env.self(), own, false));
        int room = HeartbeatMessage.room() - entries.getFirst().maxBytes();
        List<Watched> all = List.copyOf(others.values());
        for (int told = 0; told < all.size(); told++) {
            Watched watched = all.get((nextTold + told) % all.size());
            Entry entry = new Entry(watched.id(), watched.newest(), watched.missed());
            room -= entry.maxBytes();
            if (room < 0) {
                nextTold = (nextTold + told) % all.size();
                break;
            }
            entries.add(entry);
        }
        return new HeartbeatMessage(entries);
    }
}
