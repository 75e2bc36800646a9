package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.replication.paxos.PaxosMessage.Accept;
import dev.cairn.replication.paxos.PaxosMessage.Accepted;
import dev.cairn.replication.paxos.PaxosMessage.Answer;
import dev.cairn.replication.paxos.PaxosMessage.Ask;
import dev.cairn.replication.paxos.PaxosMessage.Holds;
import dev.cairn.replication.paxos.PaxosMessage.ListRegisters;
import dev.cairn.replication.paxos.PaxosMessage.Passed;
import dev.cairn.replication.paxos.PaxosMessage.Preempted;
import dev.cairn.replication.paxos.PaxosMessage.Prepare;
import dev.cairn.replication.paxos.PaxosMessage.Registers;
import dev.cairn.replication.paxos.PaxosMessage.Request;
import dev.cairn.replication.paxos.PaxosMessage.Sealed;
import dev.cairn.replication.paxos.PaxosMessage.Unable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The memory of one voter: promises and accepts, and answers only what is on stable storage. Used
 * by one lane.
 *
 * <p>Answers are held while a sync runs, and those of all requests that came meanwhile share the
 * next one. A store that fails a sync knows more than its disk; the acceptor is silent from then
 * on.
 */
public final class Acceptor {
    private static final int MAX_HELD = 4096;

    private final long storage;
    private final CellStore store;
    private final Outlet outlet;
    private final Learner learner;
    private List<Runnable> held = new ArrayList<>();
    private boolean changed;
    private boolean syncing;
    private boolean failed;

    /** Hears of decided generations. */
    @FunctionalInterface
    public interface Learner {
        /** A chain has passed on, durably: {@code base} is the value before {@code generation}. */
        void passed(String register, long generation, Bytes base);
    }

    /** The acceptor of the data directory {@code storage}. */
    public Acceptor(long storage, CellStore store, Outlet outlet, Learner learner) {
        this.storage = storage;
        this.store = store;
        this.outlet = outlet;
        this.learner = learner;
    }

    /** A request of a proposer; dropped when too many wait for the disk. */
    public void asked(NodeId from, Request request) {
        if (failed || held.size() >= MAX_HELD) {
            return;
        }
        Answer answer = decide(request);
        held.add(() -> outlet.send(from, answer));
        release();
    }

    /** Takes what was decided elsewhere; does nothing when it is known. */
    public void learn(Scope scope) {
        if (!failed && scope.isChained()) {
            advance(scope);
            release();
        }
    }

    private Answer decide(Request request) {
        long id = request.request();
        long asked = request.storage();
        if (!store.isWhole() || asked != 0 && asked != storage) {
            return new Unable(id, asked);
        }
        return switch (request) {
            case Ask ask ->
                    within(ask, ask.scope(), (cell, name) -> new Holds(id, asked, cell.accepted()));
            case Prepare prepare ->
                    within(
                            prepare,
                            prepare.scope(),
                            (cell, name) -> {
                                if (!cell.mayPromise(prepare.ballot())) {
                                    return new Preempted(id, asked, cell.promised());
                                }
                                put(name, cell.promise(prepare.ballot()));
                                return new Holds(id, asked, cell.accepted());
                            });
            case Accept accept ->
                    within(
                            accept,
                            accept.scope(),
                            (cell, name) -> {
                                if (!cell.mayPromise(accept.proposed().ballot())) {
                                    return new Preempted(id, asked, cell.promised());
                                }
                                put(name, cell.accept(accept.proposed()));
                                return new Accepted(id, asked);
                            });
            case ListRegisters list ->
                    within(
                            list,
                            list.scope(),
                            (cell, name) -> new Registers(id, asked, plainRegisters()));
        };
    }

    /** Finds the cell that a request means, or the reason why it is refused. */
    private Answer within(
            Request request, Scope scope, BiFunction<Cell, String, Answer> answering) {
        long id = request.request();
        if (!scope.isChained()) {
            Optional<Long> seal = sealedAgainst(scope.configuration());
            if (seal.isPresent()) {
                return new Sealed(id, request.storage(), seal.get());
            }
        }
        Cell known = store.cell(scope.register());
        if (known.generation() > scope.generation()) {
            return new Passed(id, request.storage(), known.generation(), known.base());
        }
        boolean isNew = known.equals(Cell.EMPTY);
        if (isNew && store.registers().size() >= CellStore.MAX_REGISTERS) {
            return new Unable(id, request.storage());
        }
        advance(scope);
        Cell cell = store.cell(scope.register());
        if (!cell.base().equals(scope.base())) {
            return new Unable(id, request.storage());
        }
        return answering.apply(cell, scope.register());
    }

    private void advance(Scope scope) {
        if (store.cell(scope.register()).generation() < scope.generation()) {
            put(scope.register(), Cell.begin(scope));
            held.add(() -> learner.passed(scope.register(), scope.generation(), scope.base()));
        }
    }

    private Optional<Long> sealedAgainst(long configuration) {
        long seal = 0;
        for (String name : store.registers()) {
            seal = Math.max(seal, store.cell(name).seal());
        }
        return seal > configuration ? Optional.of(seal) : Optional.empty();
    }

    private List<String> plainRegisters() {
        return store.registers().stream()
                .filter(name -> store.cell(name).generation() == 0)
                .toList();
    }

    private void put(String register, Cell cell) {
        if (!store.cell(register).equals(cell)) {
            store.put(register, cell);
            changed = true;
        }
    }

    private void release() {
        if (syncing || failed || held.isEmpty()) {
            return;
        }
        List<Runnable> batch = held;
        held = new ArrayList<>();
        if (!changed) {
            batch.forEach(Runnable::run);
            return;
        }
        changed = false;
        syncing = true;
        store.sync(durable -> {
            syncing = false;
            failed = !durable;
            if (failed) {
                held.clear();
                return;
            }
            batch.forEach(Runnable::run);
            release();
        });
    }
}
