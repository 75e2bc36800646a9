package dev.cairn.replication.register;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.paxos.Cell;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.PaxosMessage.Answer;
import dev.cairn.replication.register.RegisterMessage.Answered;
import dev.cairn.replication.register.RegisterMessage.Asked;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.replica.WholeSlices;
import dev.cairn.replication.round.Round;
import dev.cairn.replication.round.RoundTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * This directory's vote on the keys of one lane. It answers only what is on stable storage, only
 * under the very topology that this node goes by, only in the name of its own directory, and only
 * where it has all that could have been decided (CORRECTNESS rules 13 and 14). Whoever asks
 * otherwise is refused, which counts as a silent acceptor. Owned by its lane.
 */
public final class KeyAcceptor {
    private final NodeId self;
    private final long storage;
    private final Supplier<ClusterView> cluster;
    private final LocalReplica replica;
    private final Memory memory;
    private final BiConsumer<NodeId, RegisterMessage> outlet;
    private final Wanted wanted;
    private final Map<StorageKey, Long> unsynced = new HashMap<>();
    private boolean failed;

    /**
     * What this directory keeps of registers beside the store.
     *
     * @param syncs whether the engine acknowledges only what is on stable storage
     * @param voting on which slices it votes
     * @param floors what it promised of registers that it has forgotten
     * @param rounds the slices' rounds of deletes
     */
    public record Memory(
            boolean syncs, WholeSlices voting, BallotFloors floors, RoundTable rounds) {}

    /**
     * An acceptor.
     *
     * @param storage the id of the data directory
     * @param outlet the way to the others, and to this node
     * @param wanted hears of votes that this node does not have yet
     */
    public KeyAcceptor(
            NodeId self,
            long storage,
            Supplier<ClusterView> cluster,
            LocalReplica replica,
            Memory memory,
            BiConsumer<NodeId, RegisterMessage> outlet,
            Wanted wanted) {
        this.self = self;
        this.storage = storage;
        this.cluster = cluster;
        this.replica = replica;
        this.memory = memory;
        this.outlet = outlet;
        this.wanted = wanted;
    }

    /** Hears of votes that this node was asked for and does not have yet. */
    @FunctionalInterface
    public interface Wanted {
        /** One of keys of the slice with so many copies. */
        void vote(int slice, int replicas);
    }

    /** A request of a proposer; dropped when too many wait for the disk. */
    public void asked(NodeId from, Asked asked) {
        Optional<Answer> refusal = refusal(asked);
        if (refusal.isPresent()) {
            answer(from, asked, refusal.get());
        } else if (!failed && !replica.isOverloaded()) {
            replica.read(asked.key(), new Deciding(from, asked));
        }
    }

    /** Why nothing is decided here; empty when it is. */
    private Optional<Answer> refusal(Asked asked) {
        PaxosMessage.Request request = asked.request();
        Answer unable = new PaxosMessage.Unable(request.request(), request.storage());
        ClusterView view = cluster.get();
        int slice = asked.slice();
        BucketProperties bucket = view.bucket(asked.key().key().bucket());
        boolean meant =
                memory.syncs()
                        && request.storage() == storage
                        && RegisterVoters.storage(view, self) == storage
                        && bucket.mode() == BucketProperties.Mode.LINEARIZABLE
                        && !view.isClosed(asked.key().key().bucket())
                        && bucket.n() == asked.replicas();
        if (!meant) {
            return Optional.of(unable);
        }
        long version = view.topology().version();
        if (asked.version() != version) {
            return Optional.of(
                    asked.version() < version
                            ? new PaxosMessage.Sealed(request.request(), request.storage(), version)
                            : unable);
        }
        if (!view.isWritten(self, slice, bucket.n())) {
            return Optional.of(unable);
        }
        if (!hasVote(slice, bucket.n()) && !isOnlyToBe(view, slice, bucket.n())) {
            wanted.vote(slice, bucket.n());
            return Optional.of(unable);
        }
        return Optional.empty();
    }

    private boolean hasVote(int slice, int replicas) {
        return memory.voting().isWhole(slice, replicas);
    }

    /**
     * Whether this node is an owner to be, and no present one, whose range is still on its way: it
     * votes, since no value is decided without a majority of the present owners.
     */
    private boolean isOnlyToBe(ClusterView view, int slice, int replicas) {
        boolean arriving =
                view.topology()
                        .change()
                        .filter(change -> change.phase() == Change.Phase.WRITE_BOTH_READ_OLD)
                        .isPresent();
        return arriving && !view.preference(slice, replicas).isOwner(self);
    }

    private void answer(NodeId to, Asked asked, Answer answer) {
        outlet.accept(to, new Answered(cluster.get().topology().epoch(), asked.slice(), answer));
    }

    /**
     * Takes what another acceptor has accepted, as if its proposer had asked again: unless
     * something later was promised or accepted here. An owner to be whose ranges are on their way
     * takes it also below its promise; its vote decides nothing before they have arrived.
     *
     * @param done told when it, or something later, is on stable storage; {@code failed} when it
     *     could not be taken
     */
    public void adopt(StorageKey key, StoredRegister copy, Adopting done) {
        if (failed || replica.isOverloaded()) {
            done.refused();
        } else {
            replica.read(key, new Taking(key, copy, done));
        }
    }

    /**
     * Takes what another owner sent unasked, if it was read so late that it knows of every delete
     * that is forgotten here. Where a promise forbids it, {@code behind} hears that the key has to
     * be decided again.
     */
    public void copied(RegisterMessage.Copied copied, Runnable behind) {
        boolean late = !memory.rounds().isTaken(copied.slice(), copied.round());
        Round round = memory.rounds().of(copied.slice());
        if (!late && Remains.of(copied.register(), round) != Remains.FORGETTABLE) {
            adopt(
                    copied.key(),
                    copied.register(),
                    new Adopting() {
                        private boolean lacking;

                        @Override
                        public void found(boolean news) {
                            lacking = news;
                        }

                        @Override
                        public void taken() {}

                        @Override
                        public void refused() {
                            if (lacking) {
                                behind.run();
                            }
                        }
                    });
        }
    }

    /** Hears what became of a copy. */
    public interface Adopting {
        /** Whether it was news here; called before the others. */
        void found(boolean news);

        /** It, or something later, is here and safe. */
        void taken();

        /** It is not. */
        void refused();
    }

    /**
     * Stores a cell where it differs, and runs {@code then} once what is stored is safe. After a
     * write that failed nobody knows what is on the disk: the acceptor is silent from then on.
     */
    private void store(StorageKey key, Cell before, Cell after, Runnable then) {
        if (failed) {
            return;
        }
        if (!before.equals(after)) {
            memory.voting().wrote();
            try {
                unsynced.put(key, replica.put(key, StoredRegister.of(after)));
            } catch (KvException refused) {
                failed = true;
                return;
            }
        }
        Long position = unsynced.get(key);
        if (position == null) {
            then.run();
        } else {
            replica.await(position, new Synced(key, position, then));
        }
    }

    private final class Synced implements LocalReplica.StoredSink {
        private final StorageKey key;
        private final long position;
        private final Runnable then;

        Synced(StorageKey key, long position, Runnable then) {
            this.key = key;
            this.position = position;
            this.then = then;
        }

        @Override
        public void stored(boolean durable) {
            unsynced.remove(key, position);
            if (durable) {
                then.run();
            }
        }

        @Override
        public void failed(KvError error) {}
    }

    /**
     * What is stored of a key as a cell; empty when it is no register but an item. What is not
     * stored may have been forgotten: of that the slice's floor is promised.
     */
    private Optional<Cell> cell(StorageKey key, StoredItem held) {
        if (held.isAbsent()) {
            return Optional.of(Cell.EMPTY.promise(memory.floors().at(key.slice())));
        }
        if (!held.isRegister()) {
            return Optional.empty();
        }
        try {
            return Optional.of(StoredRegister.decode(held.encoded().segment()).cell());
        } catch (MalformedException damaged) {
            return Optional.empty();
        }
    }

    /**
     * Whether a delete is of so late a round that no owner can have forgotten it without having
     * heard of it.
     */
    private boolean isTimely(StorageKey key, Bytes value) {
        if (!RegisterValue.ends(value)) {
            return true;
        }
        OptionalLong round = RegisterValue.decode(value).round();
        return round.isEmpty() || memory.rounds().isTaken(key.slice(), round.getAsLong());
    }

    /** Tells what is held of a key, to be looked at; nothing is promised. */
    public void looked(NodeId from, RegisterMessage.Look look) {
        replica.read(look.key(), new Telling(from, look));
    }

    private final class Telling implements LocalReplica.ItemSink {
        private final NodeId from;
        private final RegisterMessage.Look look;

        Telling(NodeId from, RegisterMessage.Look look) {
            this.from = from;
            this.look = look;
        }

        @Override
        public void item(StoredItem held) {
            ClusterView view = cluster.get();
            int slice = look.slice();
            int replicas = view.bucket(look.key().key().bucket()).n();
            boolean votes =
                    memory.syncs()
                            && view.isWritten(self, slice, replicas)
                            && (hasVote(slice, replicas) || isOnlyToBe(view, slice, replicas));
            cell(look.key(), held)
                    .map(StoredRegister::of)
                    .ifPresent(register ->
                            outlet.accept(
                                    from,
                                    new RegisterMessage.Seen(
                                            view.topology().epoch(),
                                            slice,
                                            look.request(),
                                            storage,
                                            votes,
                                            register)));
        }

        @Override
        public void failed(KvError error) {}
    }

    private final class Deciding implements LocalReplica.ItemSink {
        private final NodeId from;
        private final Asked asked;

        Deciding(NodeId from, Asked asked) {
            this.from = from;
            this.asked = asked;
        }

        /** The topology may have changed while the disk was read. */
        @Override
        public void item(StoredItem held) {
            Optional<Answer> refusal = refusal(asked);
            Optional<Cell> cell = cell(asked.key(), held);
            if (refusal.isPresent()) {
                answer(from, asked, refusal.get());
            } else if (cell.isEmpty()) {
                unable();
            } else {
                decide(cell.get());
            }
        }

        private void decide(Cell cell) {
            long id = asked.request().request();
            switch (asked.request()) {
                case PaxosMessage.Ask _ ->
                        settle(cell, cell, new PaxosMessage.Holds(id, storage, cell.accepted()));
                case PaxosMessage.Prepare prepare -> {
                    if (cell.mayPromise(prepare.ballot())) {
                        settle(
                                cell,
                                cell.promise(prepare.ballot()),
                                new PaxosMessage.Holds(id, storage, cell.accepted()));
                    } else {
                        preempted(cell);
                    }
                }
                case PaxosMessage.Accept accept -> {
                    boolean timely = isTimely(asked.key(), accept.proposed().value());
                    if (timely && cell.mayPromise(accept.proposed().ballot())) {
                        settle(
                                cell,
                                cell.accept(accept.proposed()),
                                new PaxosMessage.Accepted(id, storage));
                    } else {
                        preempted(cell);
                    }
                }
                case PaxosMessage.ListRegisters _ -> unable();
            }
        }

        private void settle(Cell before, Cell after, Answer then) {
            store(asked.key(), before, after, () -> answer(from, asked, then));
        }

        private void preempted(Cell cell) {
            long id = asked.request().request();
            answer(from, asked, new PaxosMessage.Preempted(id, storage, cell.promised()));
        }

        private void unable() {
            long id = asked.request().request();
            answer(from, asked, new PaxosMessage.Unable(id, asked.request().storage()));
        }

        @Override
        public void failed(KvError error) {
            unable();
        }
    }

    private final class Taking implements LocalReplica.ItemSink {
        private final StorageKey key;
        private final StoredRegister copy;
        private final Adopting done;

        Taking(StorageKey key, StoredRegister copy, Adopting done) {
            this.key = key;
            this.copy = copy;
            this.done = done;
        }

        @Override
        public void item(StoredItem held) {
            ClusterView view = cluster.get();
            int replicas = view.bucket(key.key().bucket()).n();
            Optional<Cell> cell = cell(key, held);
            if (cell.isEmpty() || !view.isWritten(self, key.slice(), replicas)) {
                done.refused();
                return;
            }
            Cell here = cell.get();
            boolean news = copy.accepted().ballot().isAbove(here.accepted().ballot());
            boolean allowed =
                    here.mayPromise(copy.accepted().ballot())
                            || isOnlyToBe(view, key.slice(), replicas)
                            || held.isAbsent() && !hasVote(key.slice(), replicas);
            done.found(news);
            if (news && !allowed) {
                done.refused();
            } else {
                store(key, here, news ? here.adopt(copy.accepted()) : here, done::taken);
            }
        }

        @Override
        public void failed(KvError error) {
            done.refused();
        }
    }
}
