package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.gossip.admission.Admission;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code heartbeat} failure detector of one node.
 *
 * <p>Each tick it counts its own heartbeat up and tells what it knows to {@code fanout} random
 * members that are not dead, and to one that is, so that two halves of a healed partition find each
 * other. It asks about members that have been silent for a while; who knows newer answers at once,
 * so that bad luck with random partners is found out before it becomes a suspicion. A member is
 * suspected when news of it stays out for longer than the past makes likely. It is dead when as
 * many observers miss it as there are who could, two at most; dead it stays until a newer heartbeat
 * arrives.
 *
 * <p>Time in which this node itself stood still is taken out of all silences.
 */
public final class HeartbeatDetector implements FailureDetector {
    private static final int ENOUGH_OBSERVERS = 2;

    private final HeartbeatConfig config;
    private final Env env;
    private final Admission admission;
    private final Teller teller;
    private final Watched self;
    private final HeartbeatMessage message = new HeartbeatMessage();
    private final BitSet asked = new BitSet();
    private Map<NodeId, Watched> others = Map.of();
    private Roster roster = Roster.EMPTY;
    private long minimumSilence;
    private int unsuspected;
    private long lastTick;

    /** A detector that watches nobody yet. */
    public HeartbeatDetector(HeartbeatConfig config, Env env) {
        this.config = config;
        this.env = env;
        this.admission = new Admission(env);
        this.teller = new Teller(config, env, admission);
        this.self = new Watched(env.self(), config, env.clock().nanos());
        self.heard(env.incarnation(), 0, env.clock().nanos());
        this.lastTick = env.clock().nanos();
        members(List.of());
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
        long now = env.clock().nanos();
        Map<NodeId, Watched> former = others;
        others = HashMap.newHashMap(members.size());
        for (Member member : members) {
            if (!member.id().equals(env.self())) {
                Watched known = former.get(member.id());
                others.put(
                        member.id(), known != null ? known : new Watched(member.id(), config, now));
            }
        }
        others.values().forEach(watched -> watched.keepOpinions(others::containsKey));
        List<Watched> all = new ArrayList<>(others.values());
        all.add(self);
        roster = new Roster(all);
        admission.members(members);
        teller.members(roster, self);
        minimumSilence = config.minimumSilenceNanos(roster.size());
        unsuspected = 0;
        for (Watched watched : others.values()) {
            unsuspected += watched.missed() ? 0 : 1;
        }
    }

    @Override
    public void tick() {
        if (self.left()) {
            return;
        }
        long now = env.clock().nanos();
        forgiveOwnPause(now);
        lastTick = now;
        self.learned(self.incarnation(), self.counter() + 1);
        for (int i = 0; i < roster.size(); i++) {
            Watched watched = roster.get(i);
            if (watched != self) {
                watched.doubtIfSilent(now, minimumSilence);
                judge(watched, now);
            }
        }
        teller.tell();
    }

    @Override
    public void leave() {
        self.leaves(self.incarnation(), self.counter() + 1);
        teller.sayFarewell();
    }

    @Override
    public void receive(NodeId from, MemorySegment bytes) {
        try {
            WireReader in = new WireReader(bytes);
            int kind = admission.open(from, in);
            if (kind != HeartbeatMessage.KIND) {
                return;
            }
            message.read(in, roster);
        } catch (MalformedException dropped) {
            return;
        }
        long now = env.clock().nanos();
        forgiveOwnPause(now);
        asked.clear();
        for (int entry = 0; entry < message.count(); entry++) {
            int position = message.position(entry);
            if (position >= 0) {
                merge(entry, position, from, now);
            }
        }
        if (!asked.isEmpty() && !self.left()) {
            teller.answer(from, asked);
        }
    }

    private void merge(int entry, int position, NodeId from, long now) {
        Watched watched = roster.get(position);
        Standing standing = message.standing(entry);
        long incarnation = message.incarnation(entry);
        long counter = message.counter(entry);
        int order = watched.order(incarnation, counter);
        if (watched == self) {
            if (order > 0 && !self.left()) {
                self.learned(incarnation, counter);
            }
            return;
        }
        if (order < 0) {
            boolean unsure = standing == Standing.DOUBTED || standing == Standing.MISSED;
            if (unsure && !watched.missed()) {
                asked.set(position);
            }
            return;
        }
        if (standing == Standing.LEFT) {
            if (order > 0) {
                watched.leaves(incarnation, counter);
                become(watched, Liveness.DEAD);
            }
        } else if (standing == Standing.MISSED) {
            if (order > 0) {
                watched.learned(incarnation, counter);
            }
            if (!from.equals(watched.id())) {
                watched.missedBy(from, now);
                judge(watched, now);
            }
        } else {
            watched.notMissedBy(from);
            if (order > 0) {
                watched.heard(incarnation, counter, now);
                become(watched, Liveness.ALIVE);
            }
        }
    }

    private void judge(Watched watched, long now) {
        if (watched.liveness() == Liveness.DEAD) {
            return;
        }
        if (!watched.missed() && watched.silentTooLong(now, minimumSilence)) {
            become(watched, Liveness.SUSPECT);
        }
        int observers = (watched.missed() ? 1 : 0) + watched.opinions(now);
        if (observers > 0 && observers >= Math.min(ENOUGH_OBSERVERS, 1 + unsuspected)) {
            become(watched, Liveness.DEAD);
        }
    }

    private void become(Watched watched, Liveness next) {
        Liveness former = watched.liveness();
        if (former == next) {
            return;
        }
        unsuspected += watched.missed() ? 1 : 0;
        watched.become(next);
        unsuspected -= watched.missed() ? 1 : 0;
        if (next == Liveness.DEAD) {
            admission.release(watched.id());
            teller.urgent(watched);
        }
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
}
