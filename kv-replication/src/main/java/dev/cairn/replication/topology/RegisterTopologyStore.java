package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NextTopology;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.TopologyCodec;
import dev.cairn.api.cluster.Voters;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.TopologyStore;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.paxos.Acceptor;
import dev.cairn.replication.paxos.Cell;
import dev.cairn.replication.paxos.CellFile;
import dev.cairn.replication.paxos.CellStore;
import dev.cairn.replication.paxos.ChangeFunction;
import dev.cairn.replication.paxos.Outcome;
import dev.cairn.replication.paxos.Outlet;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.Proposer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The topology in a chain of CASPaxos registers, as one node keeps it: its acceptor, which may be a
 * voter, its proposer, and the newest decided value, which its acceptor's store makes durable on
 * voters and others alike.
 */
public final class RegisterTopologyStore implements TopologyStore {
    private static final int MAX_TRIES = 32;

    private final Lane lane;
    private final Duration timeout;
    private final Acceptor acceptor;
    private final Proposer proposer;
    private final List<Consumer<Topology>> listeners = new ArrayList<>();
    private List<Waiting> waiting = new ArrayList<>();
    private volatile Topology current;

    private record Waiting(Topology until, Runnable then) {}

    /**
     * Begins with what {@code cells} knows, else with {@code founding}.
     *
     * @param lane owns the store
     * @param storage the id of the node's data directory
     * @param cells the acceptor's store
     * @param founding what a node begins with that has no topology yet
     * @param timeout after which a call is answered in any case
     */
    public RegisterTopologyStore(
            Lane lane,
            long storage,
            CellStore cells,
            Topology founding,
            RandomGenerator random,
            Outlet outlet,
            Duration timeout) {
        this.lane = lane;
        this.timeout = timeout;
        this.acceptor = new Acceptor(storage, cells, outlet, this::passed);
        this.proposer = new Proposer(lane, random, outlet);
        Cell known = cells.cell(TopologyChain.NAME);
        this.current = known.equals(Cell.EMPTY) ? founding : TopologyCodec.decode(known.base());
        acceptor.learn(TopologyChain.scope(current));
    }

    /** The newest topology that the registers in {@code directory} know. Touches the disk. */
    static Optional<Topology> recall(Directory directory, long storage) throws IOException {
        return CellFile.recall(directory, storage, TopologyChain.NAME)
                .map(cell -> TopologyCodec.decode(cell.base()));
    }

    /**
     * A message of another node, or of this one. One about another cluster's topology is dropped;
     * throws {@link MalformedException} for one that carries no topology where it should.
     */
    public void receive(NodeId from, PaxosMessage message) {
        switch (message) {
            case PaxosMessage.Request request -> {
                if (TopologyChain.isSound(request, current.cluster())) {
                    acceptor.asked(from, request);
                }
            }
            case PaxosMessage.Answer answer -> proposer.answered(from, answer);
        }
    }

    @Override
    public Topology current() {
        return current;
    }

    @Override
    public void listen(Consumer<Topology> listener) {
        listeners.add(listener);
    }

    @Override
    public void learn(Topology heard) {
        if (heard.cluster().equals(current.cluster()) && heard.isNewerThan(current)) {
            acceptor.learn(TopologyChain.scope(heard));
        }
    }

    @Override
    public void read(Answer<Topology> answer) {
        read(new Call<>(lane, timeout, answer));
    }

    private void read(Call<Topology> call) {
        Topology known = current;
        if (call.isDone() || cannotChange(known, call)) {
            return;
        }
        proposer.read(
                TopologyChain.after(known),
                call.left(),
                outcome -> {
                    switch (outcome) {
                        case Outcome.Chosen(Bytes value, boolean _, var _) -> {
                            if (value.isEmpty()) {
                                call.succeeded(current);
                            } else {
                                adopt(TopologyCodec.decode(value), () -> read(call));
                            }
                        }
                        case Outcome.Passed passed ->
                                adopt(TopologyCodec.decode(passed.base()), () -> read(call));
                        case Outcome.Unavailable _, Outcome.InDoubt _, Outcome.Sealed _ ->
                                call.failed(unavailable());
                    }
                });
    }

    @Override
    public void compareAndSet(long expected, Topology next, Answer<Topology> answer) {
        Call<Topology> call = new Call<>(lane, timeout, answer);
        Topology known = current;
        if (!next.cluster().equals(known.cluster()) || next.epoch() != expected + 1) {
            call.failed(
                    ErrorCode.BAD_REQUEST,
                    "epoch " + next.epoch() + " does not follow epoch " + expected);
        } else if (next.incarnation() != known.incarnation()) {
            call.failed(ErrorCode.CONFLICT, "the cluster has another incarnation");
        } else if (known.epoch() < expected) {
            read(new Call<>(lane, call.left(), new CatchUp(expected, next, call)));
        } else {
            set(expected, next, call);
        }
    }

    /** Sets once this node has caught up with whoever knows of {@code expected}. */
    private final class CatchUp implements Answer<Topology> {
        private final long expected;
        private final Topology next;
        private final Call<Topology> call;

        CatchUp(long expected, Topology next, Call<Topology> call) {
            this.expected = expected;
            this.next = next;
            this.call = call;
        }

        @Override
        public void succeeded(Topology newest) {
            if (newest.epoch() < expected) {
                call.failed(ErrorCode.CONFLICT, "the epoch is " + newest.epoch());
            } else {
                set(expected, next, call);
            }
        }

        @Override
        public void failed(KvError error) {
            call.failed(unavailable());
        }
    }

    private void set(long expected, Topology next, Call<Topology> call) {
        Topology known = current;
        if (call.isDone() || cannotChange(known, call)) {
            return;
        }
        if (known.epoch() != expected || known.incarnation() != next.incarnation()) {
            decided(known, next, false, call);
            return;
        }
        proposer.change(
                TopologyChain.after(known),
                ChangeFunction.ifEmpty(TopologyCodec.encode(next)),
                call.left(),
                outcome -> {
                    switch (outcome) {
                        case Outcome.Chosen(Bytes value, boolean _, var _) -> {
                            Topology chosen = TopologyCodec.decode(value);
                            adopt(chosen, () -> decided(chosen, next, false, call));
                        }
                        case Outcome.Passed(long _, Bytes base, boolean doubtful) -> {
                            Topology later = TopologyCodec.decode(base);
                            adopt(later, () -> decided(later, next, doubtful, call));
                        }
                        case Outcome.Unavailable _, Outcome.Sealed _ -> call.failed(unavailable());
                        case Outcome.InDoubt _ ->
                                call.failed(
                                        ErrorCode.TIMEOUT,
                                        "epoch " + next.epoch() + " may or may not be set");
                    }
                });
    }

    private static void decided(
            Topology found, Topology next, boolean doubtful, Call<Topology> call) {
        if (found.equals(next)) {
            call.succeeded(next);
        } else if (doubtful && found.epoch() > next.epoch()) {
            call.failed(
                    ErrorCode.TIMEOUT,
                    "epoch " + next.epoch() + " may have been set before " + found.epoch());
        } else {
            call.failed(ErrorCode.CONFLICT, "the epoch is " + found.epoch() + " already");
        }
    }

    /**
     * Takes a step from the newest topology, again from a newer one where another step came first;
     * a step that is not legal any more fails with its own sentence.
     */
    public void step(Function<NextTopology, Topology> step, Answer<Topology> answer) {
        step(step, MAX_TRIES, new Call<>(lane, timeout, answer));
    }

    private void step(Function<NextTopology, Topology> step, int tries, Call<Topology> call) {
        Topology from = current;
        Topology next;
        try {
            next = step.apply(from.next());
        } catch (KvException illegal) {
            call.failed(illegal.error());
            return;
        }
        compareAndSet(
                from.epoch(),
                next,
                new Answer<>() {
                    @Override
                    public void succeeded(Topology result) {
                        call.succeeded(result);
                    }

                    @Override
                    public void failed(KvError error) {
                        boolean overtaken = error.code() == ErrorCode.CONFLICT && tries > 0;
                        if (overtaken && current.isNewerThan(from) && !call.isDone()) {
                            step(step, tries - 1, call);
                        } else {
                            call.failed(error);
                        }
                    }
                });
    }

    /** The proposer, for registers beside the topology. */
    Proposer proposer() {
        return proposer;
    }

    private static boolean cannotChange(Topology topology, Call<Topology> call) {
        boolean fixed = topology.voters().equals(Voters.NONE);
        if (fixed) {
            call.failed(ErrorCode.UNAVAILABLE, "this topology has no voters and cannot change");
        }
        return fixed;
    }

    private static KvError unavailable() {
        return KvError.of(ErrorCode.UNAVAILABLE, "too few voters of the topology answer");
    }

    /** Goes by a topology that was decided, or forced; {@code then} runs once it does. */
    void adopt(Topology decided, Runnable then) {
        if (!decided.isNewerThan(current)) {
            then.run();
            return;
        }
        if (waiting.size() < Proposer.MAX_RUNNING) {
            waiting.add(new Waiting(decided, then));
            acceptor.learn(TopologyChain.scope(decided));
        }
    }

    private void passed(String register, long generation, Bytes base) {
        if (!register.equals(TopologyChain.NAME)) {
            return;
        }
        Topology decided = TopologyCodec.decode(base);
        if (!decided.isNewerThan(current)) {
            return;
        }
        current = decided;
        List<Consumer<Topology>> told = List.copyOf(listeners);
        told.forEach(listener -> listener.accept(decided));
        List<Waiting> before = waiting;
        waiting = new ArrayList<>();
        for (Waiting one : before) {
            if (one.until().isNewerThan(current)) {
                waiting.add(one);
            } else {
                one.then().run();
            }
        }
    }
}
