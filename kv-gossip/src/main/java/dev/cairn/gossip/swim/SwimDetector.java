package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.gossip.admission.Admission;
import dev.cairn.gossip.swim.SwimMessage.Ack;
import dev.cairn.gossip.swim.SwimMessage.Nack;
import dev.cairn.gossip.swim.SwimMessage.News;
import dev.cairn.gossip.swim.SwimMessage.Ping;
import dev.cairn.gossip.swim.SwimMessage.PingRequest;
import dev.cairn.gossip.swim.SwimMessage.Sync;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/**
 * The {@code swim} failure detector of one node; {@link dev.cairn.gossip.swim its package} says how
 * it works. What a node sends does not grow with the cluster, apart from the tables that it
 * exchanges now and then.
 *
 * <p>Time in which this node itself stood still counts against nobody.
 */
public final class SwimDetector implements FailureDetector {
    private static final int FAREWELLS = 8;

    private final SwimConfig config;
    private final Env env;
    private final Admission admission;
    private final Rumors rumors = new Rumors();
    private final LocalHealth health = new LocalHealth();
    private final Table table;
    private final Courier courier;
    private final Judge judge;
    private final Prober prober;
    private final Helper helper;
    private final long ticksPerSecond;
    private final long ticksPerSync;
    private long ticks;
    private long lastTick;
    private boolean left;

    /** A detector that watches nobody yet. */
    public SwimDetector(SwimConfig config, Env env) {
        this.config = config;
        this.env = env;
        this.admission = new Admission(env);
        this.table = new Table(env, admission);
        this.courier = new Courier(env, admission, table, rumors);
        this.judge = new Judge(env.self(), config, table, rumors, courier, health);
        this.prober = new Prober(config, env, table, courier, judge, health);
        this.helper = new Helper(config, table, courier);
        this.ticksPerSecond = Math.max(1, Duration.ofSeconds(1).dividedBy(config.interval()));
        this.ticksPerSync = config.syncInterval().dividedBy(config.interval());
        this.lastTick = env.clock().nanos();
        rumors.add(Update.alive(env.self(), table.own()));
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
        Peer peer = table.find(node);
        return peer == null ? Liveness.UNKNOWN : peer.liveness();
    }

    @Override
    public void members(List<Member> members) {
        table.members(members);
        rumors.members(table.size(), id -> id.equals(env.self()) || table.find(id) != null);
    }

    @Override
    public void tick() {
        if (left) {
            return;
        }
        long now = env.clock().nanos();
        forgiveOwnPause(now);
        lastTick = now;
        prober.tick(now);
        helper.tick(now);
        judge.tick(now);
        if (ticks % ticksPerSecond == 0) {
            knockAtTheDead();
        }
        if (isTimeToSync()) {
            table.draw(1, peer -> !peer.left()).forEach(peer -> courier.sync(peer.id(), true));
        }
        ticks++;
    }

    @Override
    public void leave() {
        left = true;
        judge.leave(table.draw(FAREWELLS, peer -> !peer.isDead()));
    }

    @Override
    public void receive(NodeId from, MemorySegment bytes) {
        SwimMessage message;
        try {
            WireReader in = new WireReader(bytes);
            int kind = admission.open(from, in);
            if (kind == Admission.KEPT_OUT || left) {
                return;
            }
            message = SwimCodec.read(kind, in);
        } catch (MalformedException dropped) {
            return;
        }
        long now = env.clock().nanos();
        forgiveOwnPause(now);
        Peer sender = table.find(from);
        if (sender != null) {
            sender.heard(now);
            judge.signOfLife(sender, message.sender());
            judge.hear(from, message.news(), now);
            act(from, message, now);
        }
    }

    private void act(NodeId from, SwimMessage message, long now) {
        switch (message.body()) {
            case Ping ping -> courier.send(from, new Ack(ping.number()));
            case PingRequest request ->
                    helper.help(from, request.number(), request.target(), prober.nextNumber(), now);
            case Ack ack -> {
                prober.answered(from, ack.number(), now);
                helper.answered(from, ack.number());
            }
            case Nack nack -> prober.helperIsThere(nack.number());
            case News news -> {}
            case Sync sync -> {
                if (sync.answer()) {
                    courier.sync(from, false);
                }
            }
        }
    }

    /** So that the halves of a healed partition find each other, and what is held dead refutes. */
    private void knockAtTheDead() {
        table.draw(1, peer -> peer.isDead() && !peer.left())
                .forEach(peer -> courier.send(peer.id(), new Ping(prober.nextNumber())));
    }

    private boolean isTimeToSync() {
        if (ticks % ticksPerSync == 0) {
            return true;
        }
        return ticks % ticksPerSecond == 0 && somebodyIsUnknown();
    }

    private boolean somebodyIsUnknown() {
        for (Peer peer : table.peers()) {
            if (peer.liveness() == Liveness.UNKNOWN) {
                return true;
            }
        }
        return false;
    }

    /**
     * A tick that is more than one interval late means that this node stood still, and could hear
     * nobody.
     */
    private void forgiveOwnPause(long now) {
        long interval = config.interval().toNanos();
        long late = now - lastTick - interval;
        if (late > interval) {
            judge.forgive(late);
            prober.forget();
            helper.forget();
            lastTick = now - interval;
        }
    }
}
