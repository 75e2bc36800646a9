package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Membership;
import java.lang.foreign.MemorySegment;

/** {@link Joining} over frames. */
final class Entry implements Membership.Entry {
    private final Joining joining;

    Entry(Membership.EntryEnv env) {
        this.joining =
                new Joining(
                        env.lane(),
                        env.self(),
                        env.replaces(),
                        env.random(),
                        new Joining.Host() {
                            @Override
                            public void toSeeds(MembershipMessage message) {
                                env.toSeeds(CasPaxosMembership.frame(message));
                            }

                            @Override
                            public void joined(Topology topology) {
                                env.joined(topology);
                            }

                            @Override
                            public void declined(String why) {
                                env.declined(why);
                            }
                        });
    }

    @Override
    public void start() {
        joining.start();
    }

    @Override
    public void receive(MemorySegment message) {
        joining.receive(MembershipCodec.decode(message));
    }

    @Override
    public void close() {
        joining.stop();
    }
}
