package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.SeedProvider;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.wire.MalformedException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * A node that belongs to no cluster yet: calls the seeds, asks to be let in, and hands over the
 * topology that lists it. It serves nobody.
 */
final class Outside implements Transport.FrameHandler, AutoCloseable {
    private static final Duration LOOK_UP_EVERY = Duration.ofSeconds(10);

    private final Env env;
    private final Membership.Entry entry;
    private final Set<Transport.Link> up = ConcurrentHashMap.newKeySet();
    private String lastDecline = "";
    private volatile boolean closed;

    /**
     * What it may use.
     *
     * @param self the node as it wants to be listed
     * @param replaces the dead member in whose place it wants to be, if any
     * @param lane where it asks
     * @param at where to listen, as a node that others may only call once it is inside
     * @param transport opened for a node of no cluster, or of the one it was told to join
     * @param seeds where members may be found; may block
     * @param further addresses to ask beside those
     * @param waiting runs what may block
     * @param random randomness, for the lane alone
     * @param events where it tells what happened
     * @param joined takes the topology, once, on the lane
     */
    record Env(
            Member self,
            Optional<NodeId> replaces,
            Lane lane,
            Address at,
            Transport transport,
            SeedProvider seeds,
            List<Address> further,
            Executor waiting,
            RandomGenerator random,
            EventSink events,
            Consumer<Topology> joined) {}

    Outside(Env env, Function<Membership.EntryEnv, Membership.Entry> entries) {
        this.env = env;
        this.entry = entries.apply(new EntryEnv());
    }

    /** Begins to ask; throws when the port is taken. */
    void start() throws IOException {
        env.transport().listen(env.at(), this);
        env.lane()
                .execute(() -> {
                    callSeeds();
                    entry.start();
                });
    }

    private void callSeeds() {
        if (closed) {
            return;
        }
        try {
            env.waiting().execute(this::lookUp);
        } catch (RejectedExecutionException overrun) {
            tell(Event.Severity.WARNING, "too much waits for the disk to look seeds up");
        }
        env.lane().after(LOOK_UP_EVERY, this::callSeeds);
    }

    private void lookUp() {
        Set<Address> addresses = new LinkedHashSet<>(env.further());
        addresses.addAll(env.seeds().seeds());
        addresses.remove(env.self().address());
        if (addresses.isEmpty()) {
            tell(Event.Severity.WARNING, "no seed is known yet; looking again");
        }
        if (!closed) {
            addresses.forEach(env.transport()::link);
        }
    }

    private void tell(Event.Severity severity, String sentence) {
        env.events().emit(new Event.Note(severity, sentence));
    }

    @Override
    public void frame(Transport.Link from, int kind, MemorySegment payload) {
        if (kind != FrameKinds.MEMBERSHIP) {
            return;
        }
        MemorySegment copy = MemorySegment.ofArray(payload.toArray(ValueLayout.JAVA_BYTE));
        env.lane()
                .execute(() -> {
                    try {
                        entry.receive(copy);
                    } catch (MalformedException strange) {
                        tell(
                                Event.Severity.WARNING,
                                "a malformed answer of "
                                        + from.peer()
                                        + " was dropped: "
                                        + strange.getMessage());
                    }
                });
    }

    @Override
    public void up(Transport.Link link) {
        up.add(link);
    }

    @Override
    public void down(Transport.Link link, String cause) {
        up.remove(link);
    }

    @Override
    public void close() {
        closed = true;
        env.transport().close();
        env.lane().execute(entry::close);
    }

    private final class EntryEnv implements Membership.EntryEnv {
        @Override
        public Member self() {
            return env.self();
        }

        @Override
        public Optional<NodeId> replaces() {
            return env.replaces();
        }

        @Override
        public Lane lane() {
            return env.lane();
        }

        @Override
        public RandomGenerator random() {
            return env.random();
        }

        @Override
        public void toSeeds(Transport.Frame message) {
            up.forEach(link -> link.offer(message));
        }

        @Override
        public void joined(Topology topology) {
            if (!closed) {
                tell(
                        Event.Severity.INFO,
                        "cluster " + topology.cluster() + " lists this node, " + env.self().id());
                env.joined().accept(topology);
            }
        }

        @Override
        public void declined(String why) {
            if (!why.equals(lastDecline)) {
                lastDecline = why;
                tell(Event.Severity.WARNING, "the cluster does not let this node in: " + why);
            }
        }
    }
}
