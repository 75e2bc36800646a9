package dev.cairn.replication.paxos;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.env.Lane;
import dev.cairn.replication.paxos.PaxosMessage.Answer;
import dev.cairn.replication.paxos.PaxosMessage.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes registers from this node: any number at once up to a limit, past which they are
 * unavailable. Used by one lane. Every call is answered once, by its timeout at the latest.
 */
public final class Proposer {
    /** The most reads and changes at once of a proposer that is told no other number. */
    public static final int MAX_RUNNING = 1024;

    private final Lane lane;
    private final RandomGenerator random;
    private final Outlet outlet;
    private final int maxRunning;
    private final long id;
    private final Map<Long, Round> rounds = new HashMap<>();
    private int running;
    private long lastRound;
    private long lastRequest;

    /** A proposer that differs from all others by a number drawn from {@code random}. */
    public Proposer(Lane lane, RandomGenerator random, Outlet outlet) {
        this(lane, random, outlet, MAX_RUNNING);
    }

    /** A proposer of so many reads and changes at once, at most. */
    public Proposer(Lane lane, RandomGenerator random, Outlet outlet, int maxRunning) {
        this.maxRunning = maxRunning;
        this.lane = lane;
        this.random = random;
        this.outlet = outlet;
        this.id = random.nextLong();
        this.lastRequest = random.nextLong();
    }

    /** Reads a register; what it finds is chosen when it answers. */
    public void read(Register register, Duration timeout, Consumer<Outcome> sink) {
        read(register, ChangeFunction.KEEP, timeout, sink);
    }

    /**
     * Reads a register; where its acceptors differ, or {@code change} is due, the value is what
     * that makes of it.
     */
    public void read(
            Register register, ChangeFunction change, Duration timeout, Consumer<Outcome> sink) {
        if (isFull()) {
            sink.accept(new Outcome.Unavailable());
        } else {
            running++;
            new Proposal(this, register, change, sink).start(timeout, true);
        }
    }

    /** Changes a register. */
    public void change(
            Register register, ChangeFunction change, Duration timeout, Consumer<Outcome> sink) {
        if (isFull()) {
            sink.accept(new Outcome.Unavailable());
        } else {
            running++;
            new Proposal(this, register, change, sink).start(timeout, false);
        }
    }

    /**
     * The plain registers that majorities of {@code voters} hold once they have sealed as {@code
     * chain} says: all that were chosen under configurations before, or ever will be. Empty when
     * too few answer.
     */
    public void list(
            Scope chain,
            Configuration voters,
            Duration timeout,
            Consumer<Optional<List<String>>> sink) {
        if (isFull()) {
            sink.accept(Optional.empty());
        } else {
            running++;
            new Listing(this, chain, voters, sink).start(timeout);
        }
    }

    /** An acceptor has answered; what nobody waits for any more is dropped. */
    public void answered(NodeId from, Answer answer) {
        Round round = rounds.get(answer.request());
        if (round != null) {
            round.answered(new Voter(from, answer.storage()), answer);
        }
    }

    private boolean isFull() {
        return running >= maxRunning;
    }

    Round round(
            Configuration configuration,
            BiFunction<Long, Voter, Request> question,
            Round.Listener listener,
            Optional<Outlet> way) {
        Round round =
                new Round(
                        lane, way.orElse(outlet), ++lastRequest, configuration, question, listener);
        rounds.put(round.id(), round);
        return round;
    }

    void ended(@Nullable Round round) {
        if (round != null) {
            rounds.remove(round.id());
        }
    }

    void finished() {
        running--;
    }

    Lane lane() {
        return lane;
    }

    RandomGenerator random() {
        return random;
    }

    /** A ballot above {@code seen} that was never used. */
    Ballot ballotAbove(Ballot seen) {
        lastRound = Math.max(lastRound, seen.round()) + 1;
        return new Ballot(lastRound, id);
    }
}
