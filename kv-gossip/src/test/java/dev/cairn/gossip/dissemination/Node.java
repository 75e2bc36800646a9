package dev.cairn.gossip.dissemination;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.gossip.Cluster;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One node's dissemination, with the shipping defaults. */
public final class Node implements Cluster.Part {
    private final NodeId self;
    private final RandomGenerator random;
    private final Cluster.Mail mail;
    public final List<Dissemination.Value> learned = new ArrayList<>();
    public Dissemination dissemination;

    public Node(NodeId self, long incarnation, RandomGenerator random, Cluster.Mail mail) {
        this.self = self;
        this.random = random;
        this.mail = mail;
        this.dissemination = new GossipPlugin().open(GossipConfig.DEFAULTS, env(incarnation));
    }

    /** Starts anew, as from an old disk image, without a new incarnation. */
    void beginAgain(long incarnation, List<Member> members) {
        dissemination = new GossipPlugin().open(GossipConfig.DEFAULTS, env(incarnation));
        dissemination.members(members);
    }

    private Dissemination.Env env(long incarnation) {
        return new Dissemination.Env() {
            @Override
            public NodeId self() {
                return self;
            }

            @Override
            public long incarnation() {
                return incarnation;
            }

            @Override
            public RandomGenerator random() {
                return random;
            }

            @Override
            public void send(NodeId to, MemorySegment message) {
                mail.send(to, message.toArray(ValueLayout.JAVA_BYTE));
            }

            @Override
            public void learned(Dissemination.Value value) {
                learned.add(value);
            }
        };
    }

    /** The version of a value here, 0 for none. */
    long version(String name) {
        return dissemination.value(name).map(Dissemination.Value::version).orElse(0L);
    }

    @Override
    public void members(List<Member> members) {
        dissemination.members(members);
    }

    @Override
    public void tick() {
        dissemination.tick();
    }

    @Override
    public void receive(NodeId from, byte[] message) {
        dissemination.receive(from, MemorySegment.ofArray(message));
    }

    @Override
    public Duration interval() {
        return dissemination.interval();
    }
}
