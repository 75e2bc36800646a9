package dev.cairn.replication.transfer;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.StorageException;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.register.KeyAcceptor;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.transfer.TransferMessage.Answer;
import dev.cairn.replication.transfer.TransferMessage.Compare;
import dev.cairn.replication.transfer.TransferMessage.Differing;
import dev.cairn.replication.transfer.TransferMessage.Found;
import dev.cairn.replication.transfer.TransferMessage.Pair;
import dev.cairn.replication.transfer.TransferMessage.SliceHash;
import dev.cairn.replication.transfer.TransferMessage.Walk;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Slices on their way to this node, from one present owner after another.
 *
 * <pre>
 *  compare hashes ──▶ walk each slice that differs, page by page ──▶ compare again ──▶ next owner
 * </pre>
 *
 * An owner is exhausted when all hashes are equal, or when a walk brought nothing that was not
 * here. A slice that is written faster than it is compared would never be equal: the fourth walk is
 * the last, since each brings all that the owner held when it began. One that says that it does not
 * hold all it should is asked again in the next run. Owned by its lane.
 */
final class Arrival {
    /** The most slices of one arrival. */
    static final int MAX_SLICES = 256;

    private static final int MAX_ROUNDS = 4;

    private final TransferParts parts;
    private final Pages pages;
    private final Host host;
    private final Plan plan;
    private final long asOf;
    private final Deque<NodeId> untried;
    private final Set<NodeId> exhausted = new HashSet<>();
    private final Set<NodeId> whole = new HashSet<>();
    private final Queue<Integer> toWalk = new ArrayDeque<>();
    private List<Integer> open;
    private NodeId source;
    private Ballot floor = Ballot.NONE;
    private int round;
    private boolean sourceIsWhole;
    private boolean brought;

    /**
     * What is to be brought.
     *
     * @param since the epoch in which the change began
     * @param replicas of keys with so many copies
     * @param slices which, ascending, at most {@link #MAX_SLICES}
     * @param sources their present owners, the one to begin with first
     * @param needed how many of those must be exhausted, at least 1
     */
    record Plan(long since, int replicas, List<Integer> slices, List<NodeId> sources, int needed) {}

    Arrival(TransferParts parts, Pages pages, Host host, Plan plan) {
        this.parts = parts;
        this.pages = pages;
        this.host = host;
        this.plan = plan;
        this.untried = new ArrayDeque<>();
        this.open = plan.slices();
        this.source = plan.sources().getFirst();
        this.asOf = parts.whole().asOf();
    }

    /** Whoever needs the slices. */
    interface Host {
        /** Whether they are still needed, for what began in that epoch. */
        boolean isRunning(long since);

        /** So many bytes were received. */
        void received(int count);

        /** It has ended, and is complete or has to be tried again. */
        void ended(Arrival arrival, boolean complete);
    }

    /** What it brings. */
    Plan plan() {
        return plan;
    }

    /** The epoch in which the change began that it belongs to. */
    long since() {
        return plan.since();
    }

    /** When it began, for {@link dev.cairn.replication.replica.Wholeness#arrived}. */
    long asOf() {
        return asOf;
    }

    /** How many slices it brings. */
    int slices() {
        return plan.slices().size();
    }

    /** Whether every owner is exhausted. */
    boolean isAll() {
        return exhausted.size() == plan.sources().size();
    }

    /** How many owners are exhausted that held all they should. */
    int whole() {
        return whole.size();
    }

    /**
     * The highest ballot that an owner has promised of registers that it has forgotten: what did
     * not arrive may have been decided up to it.
     */
    Ballot floor() {
        return floor;
    }

    /** Goes on with the owners that there is still something to learn from. */
    void run() {
        untried.clear();
        toWalk.clear();
        plan.sources().stream().filter(owner -> !whole.contains(owner)).forEach(untried::add);
        next();
    }

    private void next() {
        ClusterView view = parts.view();
        while (!untried.isEmpty()) {
            source = untried.remove();
            if (view.liveness(source) != Liveness.DEAD) {
                round = 0;
                sourceIsWhole = true;
                compare(plan.slices());
                return;
            }
        }
        host.ended(this, exhausted.size() >= plan.needed());
    }

    private void exhausted() {
        exhausted.add(source);
        if (sourceIsWhole) {
            whole.add(source);
        }
        next();
    }

    /** The owner cannot be asked just now. */
    private void fail() {
        toWalk.clear();
        next();
    }

    private void compare(List<Integer> slices) {
        open = slices;
        read(view -> {
            List<SliceHash> mine = pages.hashes(view, plan.replicas(), slices);
            return () ->
                    ask(
                            (id, epoch) ->
                                    new Compare(id, epoch, plan.since(), plan.replicas(), mine),
                            this::compared);
        });
    }

    private void compared(Answer answer) {
        if (!(answer instanceof Differing differing)) {
            fail();
            return;
        }
        sourceIsWhole &= differing.whole();
        floor = floor.max(differing.floor());
        List<Integer> slices = differing.slices().stream().filter(open::contains).toList();
        if (slices.isEmpty()) {
            exhausted();
            return;
        }
        open = slices;
        round++;
        brought = false;
        toWalk.addAll(slices);
        walkNext();
    }

    private void walkNext() {
        Integer slice = toWalk.poll();
        if (slice != null) {
            walk(slice, Bytes.EMPTY);
        } else if (!brought || round == MAX_ROUNDS) {
            exhausted();
        } else {
            compare(open);
        }
    }

    private void walk(int slice, Bytes after) {
        read(view -> {
            Pages.Page mine = pages.keys(view, plan.replicas(), slice, after);
            return () ->
                    ask(
                            (id, epoch) ->
                                    new Walk(
                                            id,
                                            epoch,
                                            plan.since(),
                                            plan.replicas(),
                                            slice,
                                            after,
                                            mine.upTo(),
                                            mine.keys()),
                            this::walked);
        });
    }

    private void walked(Answer answer) {
        if (!(answer instanceof Found found)
                || !parts.rounds().isTaken(found.slice(), found.round())) {
            fail();
            return;
        }
        floor = floor.max(found.floor());
        new Merging(found).start();
    }

    private interface Reading {
        Runnable read(ClusterView view);
    }

    private void read(Reading reading) {
        boolean taken =
                host.isRunning(plan.since())
                        && parts.work()
                                .add(() -> {
                                    try {
                                        return reading.read(parts.view());
                                    } catch (StorageException unreadable) {
                                        return () -> host.ended(this, false);
                                    }
                                });
        if (!taken) {
            host.ended(this, false);
        }
    }

    private void ask(Asks.Question question, Consumer<Answer> then) {
        parts.asks()
                .ask(
                        source,
                        question,
                        (Optional<Answer> answer) -> answer.ifPresentOrElse(then, this::fail));
    }

    /** The pairs of one page, until all are as safe as they have to be. */
    private final class Merging implements LocalReplica.StoredSink {
        private final Found found;
        private int waiting = 1;
        private boolean refused;

        Merging(Found found) {
            this.found = found;
        }

        void start() {
            int bytes = 0;
            for (Pair pair : found.pairs()) {
                bytes += pair.key().size() + pair.item().size();
                waiting++;
                StorageKey key = StorageKey.decode(pair.key().segment());
                if (StoredRegister.isRegister(pair.item())) {
                    StoredRegister copy = StoredRegister.decode(pair.item().segment());
                    parts.acceptor().adopt(key, copy, new Adopted());
                } else {
                    StoredItem item = StoredItem.ofEncoded(pair.item());
                    parts.replica().read(key, new Joining(key, item));
                }
            }
            parts.work().pay(bytes);
            host.received(bytes);
            stored(true);
        }

        @Override
        public void stored(boolean durable) {
            if (--waiting == 0) {
                end();
            }
        }

        @Override
        public void failed(KvError error) {
            refused = true;
            stored(false);
        }

        private void end() {
            if (refused) {
                host.ended(Arrival.this, false);
            } else if (found.upTo().isEmpty()) {
                walkNext();
            } else {
                walk(found.slice(), found.upTo());
            }
        }

        private final class Adopted implements KeyAcceptor.Adopting {
            @Override
            public void found(boolean news) {
                brought |= news;
            }

            @Override
            public void taken() {
                stored(true);
            }

            @Override
            public void refused() {
                refused = true;
                stored(false);
            }
        }

        private final class Joining implements LocalReplica.ItemSink {
            private final StorageKey key;
            private final StoredItem item;

            Joining(StorageKey key, StoredItem item) {
                this.key = key;
                this.item = item;
            }

            /** What has seen all that the other has seen lacks nothing of it. */
            @Override
            public void item(StoredItem held) {
                brought |= !held.item().seen().covers(item.item().seen());
                parts.replica().merge(key, item, Merging.this);
            }

            @Override
            public void failed(KvError error) {
                Merging.this.failed(error);
            }
        }
    }
}
