package dev.cairn.replication.register;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.replication.paxos.ChangeFunction;
import dev.cairn.replication.paxos.Configuration;
import dev.cairn.replication.paxos.Outcome;
import dev.cairn.replication.paxos.Outlet;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.Proposer;
import dev.cairn.replication.paxos.Register;
import dev.cairn.replication.paxos.Scope;
import dev.cairn.replication.register.RegisterMessage.Asked;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.round.RoundTable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Reads and changes the keys of one lane that are registers. Changes of one key from this node take
 * turns, so that they do not overtake each other. Owned by its lane; there are as many at once as
 * operations under way.
 */
public final class Registers {
    /** The key itself is told beside the request. */
    private static final String NAME = "key";

    private final Lane lane;
    private final RandomGenerator random;
    private final RoundTable rounds;
    private final Proposer proposer;
    private final Looks looks;
    private final BiConsumer<NodeId, RegisterMessage> outlet;
    private final Map<StorageKey, Queue<Runnable>> turns = new HashMap<>();

    /**
     * None under way.
     *
     * @param limit how many may be under way
     * @param rounds the slices' rounds of deletes
     * @param outlet the way to all acceptors; what is for this node arrives later, not at once
     */
    public Registers(
            Lane lane,
            RandomGenerator random,
            int limit,
            RoundTable rounds,
            BiConsumer<NodeId, RegisterMessage> outlet) {
        this.lane = lane;
        this.random = random;
        this.rounds = rounds;
        this.outlet = outlet;
        this.looks = new Looks(lane, random.nextLong(), outlet);
        this.proposer = new Proposer(lane, random, (to, message) -> {}, limit);
    }

    /** A key's register in one snapshot of the cluster. */
    private record KeyRegister(Scope scope, Configuration voters, Optional<Outlet> outlet)
            implements Register {}

    private Register register(ClusterView view, StorageKey key) {
        int replicas = view.bucket(key.key().bucket()).n();
        Configuration voters = RegisterVoters.of(view, key.slice(), replicas);
        long epoch = view.topology().epoch();
        Outlet way =
                (to, message) -> {
                    if (message instanceof PaxosMessage.Request request) {
                        outlet.accept(to, new Asked(epoch, replicas, key, request));
                    }
                };
        return new KeyRegister(Scope.plain(NAME, voters.number()), voters, Optional.of(way));
    }

    /** The present of a key's proposers, each time it is asked for. */
    public Supplier<Moment> moments(StorageKey key) {
        return () -> new Moment(lane.clock().millis(), rounds.number(key.slice()));
    }

    /**
     * Reads what is decided; one round of questions when a majority holds the same, and that is no
     * value whose time is up.
     */
    public void read(ClusterView view, StorageKey key, Duration timeout, Consumer<Outcome> sink) {
        proposer.read(register(view, key), new RegisterKeep(moments(key)), timeout, sink);
    }

    /** Changes it; only {@link #inTurn}. */
    public void change(
            ClusterView view,
            StorageKey key,
            ChangeFunction change,
            Duration timeout,
            Consumer<Outcome> sink) {
        proposer.change(register(view, key), change, timeout, sink);
    }

    /**
     * Asks what these nodes hold of a key, voting or not; told once, of those that answered in
     * time.
     */
    public void look(
            ClusterView view,
            StorageKey key,
            List<NodeId> owners,
            Duration patience,
            Consumer<Map<NodeId, RegisterMessage.Seen>> sink) {
        looks.look(view, key, owners, patience, sink);
    }

    /** An acceptor tells what it holds. */
    public void seen(NodeId from, RegisterMessage.Seen seen) {
        looks.seen(from, seen);
    }

    /** A number that no other write has. */
    public long draw() {
        return random.nextLong();
    }

    /** Runs the change now, or when those of the key before it have {@link #ended}. */
    public void inTurn(StorageKey key, Runnable change) {
        Queue<Runnable> behind = turns.get(key);
        if (behind == null) {
            turns.put(key, new ArrayDeque<>(2));
            change.run();
        } else {
            behind.add(change);
        }
    }

    /** The change of the key whose turn it was has ended. */
    public void ended(StorageKey key) {
        Queue<Runnable> behind = turns.get(key);
        if (behind == null) {
            return;
        }
        Runnable next = behind.poll();
        if (next == null) {
            turns.remove(key);
        } else {
            lane.execute(next);
        }
    }

    /** An acceptor has answered; what nobody waits for any more is dropped. */
    public void answered(NodeId from, PaxosMessage.Answer answer) {
        proposer.answered(from, answer);
    }
}
