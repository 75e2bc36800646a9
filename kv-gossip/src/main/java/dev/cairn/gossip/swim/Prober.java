package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.gossip.swim.SwimMessage.Ping;
import dev.cairn.gossip.swim.SwimMessage.PingRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Probes one member after another in a random order that is drawn anew after each round (SWIM,
 * section 4.3), so that every member is probed within two rounds.
 */
final class Prober {
    /** Probes under way and failed ones still kept; more are not begun. */
    private static final int MAX_PROBES = 128;

    /** Intervals from a ping to the failure of the probe: one for the target, two for helpers. */
    private static final int WAIT_INTERVALS = 3;

    /** A member's answer may take so much longer than its slowest of late. */
    private static final double BEYOND_SLOWEST = 1.5;

    private final SwimConfig config;
    private final FailureDetector.Env env;
    private final Table table;
    private final Courier courier;
    private final Judge judge;
    private final LocalHealth health;
    private final Map<Long, Probe> probes = new LinkedHashMap<>();
    private final List<NodeId> round = new ArrayList<>();
    private final long begun;
    private long numbers;
    private long ticks;

    Prober(
            SwimConfig config,
            FailureDetector.Env env,
            Table table,
            Courier courier,
            Judge judge,
            LocalHealth health) {
        this.config = config;
        this.env = env;
        this.table = table;
        this.courier = courier;
        this.judge = judge;
        this.health = health;
        this.begun = env.clock().nanos();
    }

    /** Hands probes on to helpers, fails those that took too long, and begins the next. */
    void tick(long now) {
        probes.values().removeIf(probe -> isOver(probe, now));
        for (Probe probe : List.copyOf(probes.values())) {
            if (!probe.failed) {
                advance(probe, now);
            }
        }
        if (ticks++ % health.multiplier() == 0 && probes.size() < MAX_PROBES) {
            probeNext(now);
        }
    }

    private boolean isOver(Probe probe, long now) {
        return probe.failed && now - probe.sentAt > longestWait()
                || table.find(probe.target.id()) != probe.target;
    }

    private void advance(Probe probe, long now) {
        long scaled = config.interval().toNanos() * health.multiplier();
        long usual = Math.round(BEYOND_SLOWEST * probe.target.slowestAnswer());
        long wait = Math.max(scaled, Math.min(usual, longestWait() / 2));
        long age = now - probe.sentAt;
        if (!probe.handedOn && age >= wait) {
            handOn(probe);
        } else if (age >= wait + (WAIT_INTERVALS - 1) * scaled) {
            probe.failed = true;
            health.bad(probe.helpers == 0 ? 1 : probe.helpersSilent());
            if (isSilent(probe, now)) {
                long asked = now - WAIT_INTERVALS * config.interval().toNanos();
                judge.accuse(probe.target, Math.max(probe.sentAt, asked), now);
            }
        }
    }

    /** Whether the target has sent nothing since, and not just because it has yet to be met. */
    private boolean isSilent(Probe probe, long now) {
        boolean isNew = probe.target.liveness() == Liveness.UNKNOWN && now - begun <= longestWait();
        return probe.target.heardAt() < probe.sentAt && !isNew;
    }

    /** How long a late answer still teaches something, and a new node has to be heard of first. */
    private long longestWait() {
        return 2 * config.suspicionTimeout().toNanos();
    }

    private void handOn(Probe probe) {
        probe.handedOn = true;
        List<Peer> helpers =
                table.draw(
                        config.helpers(),
                        peer -> peer != probe.target && peer.liveness() == Liveness.ALIVE);
        probe.helpers = helpers.size();
        for (Peer helper : helpers) {
            courier.send(helper.id(), new PingRequest(probe.number, probe.target.id()));
        }
    }

    private void probeNext(long now) {
        while (true) {
            if (round.isEmpty()) {
                table.peers().forEach(peer -> round.add(peer.id()));
                Collections.shuffle(round, env.random());
                if (round.isEmpty()) {
                    return;
                }
            }
            Peer target = table.find(round.removeLast());
            if (target != null && !target.isDead()) {
                Probe probe = new Probe(nextNumber(), target, now);
                probes.put(probe.number, probe);
                courier.send(target.id(), new Ping(probe.number));
                return;
            }
            if (round.isEmpty()) {
                return;
            }
        }
    }

    /** A number for a ping, different from all others of this node. */
    long nextNumber() {
        return ++numbers;
    }

    /** An answer to a probe, from its target or a helper; late ones only teach how slow it is. */
    void answered(NodeId from, long number, long now) {
        Probe probe = probes.get(number);
        if (probe == null) {
            return;
        }
        boolean direct = from.equals(probe.target.id());
        if (direct) {
            probe.target.answeredAfter(now - probe.sentAt);
        }
        if (!probe.failed) {
            health.good();
            judge.signOfLife(probe.target, probe.target.incarnation());
        }
        if (direct || !probe.failed) {
            probes.remove(number);
        }
    }

    /** A helper has no answer, but is there. */
    void helperIsThere(long number) {
        Probe probe = probes.get(number);
        if (probe != null) {
            probe.helpersThere++;
        }
    }

    /** This node stood still: its probes prove nothing. */
    void forget() {
        probes.clear();
    }
}
