package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.env.Scheduler.Timer;
import dev.cairn.replication.paxos.PaxosMessage.Accepted;
import dev.cairn.replication.paxos.PaxosMessage.Answer;
import dev.cairn.replication.paxos.PaxosMessage.Holds;
import dev.cairn.replication.paxos.PaxosMessage.Passed;
import dev.cairn.replication.paxos.PaxosMessage.Preempted;
import dev.cairn.replication.paxos.PaxosMessage.Registers;
import dev.cairn.replication.paxos.PaxosMessage.Request;
import dev.cairn.replication.paxos.PaxosMessage.Sealed;
import dev.cairn.replication.paxos.PaxosMessage.Unable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One read or change from its first message to its outcome.
 *
 * <pre>
 * read ──▶ ask ── all of a majority hold the same ──────────────────▶ chosen
 *           └─ they differ ─▶ prepare ── apply ─▶ accept ───────────▶ chosen
 * change ───────────────────▶    ▲                  │
 *                                └── pause ◀── preempted, too few able
 * </pre>
 */
final class Proposal implements Round.Listener {
    private static final long SHORTEST_PAUSE_MILLIS = 5;
    private static final int MOST_DOUBLINGS = 7;

    private final Proposer proposer;
    private final Register register;
    private final ChangeFunction change;
    private final Consumer<Outcome> sink;
    private @Nullable Round round;
    private @Nullable Timer deadline;
    private @Nullable Timer pause;
    private Stage stage = Stage.PREPARING;

    private Ballot seen = Ballot.NONE;
    private Ballot ballot = Ballot.NONE;
    private Ballot origin = Ballot.NONE;
    private Ballot lastPut = Ballot.NONE;
    private Proposed best = Proposed.NOTHING;
    private Proposed put = Proposed.NOTHING;
    private boolean sawAny;
    private boolean sawDifferent;
    private long sealed;
    private int attempts;

    private enum Stage {
        ASKING,
        PREPARING,
        ACCEPTING,
        DONE
    }

    Proposal(Proposer proposer, Register register, ChangeFunction change, Consumer<Outcome> sink) {
        this.proposer = proposer;
        this.register = register;
        this.change = change;
        this.sink = sink;
    }

    void start(Duration timeout, boolean asking) {
        deadline = proposer.lane().after(timeout, this::expired);
        if (asking) {
            stage = Stage.ASKING;
            Scope scope = register.scope();
            round(
                    register.voters(),
                    (id, voter) -> new PaxosMessage.Ask(id, voter.storage(), scope));
        } else {
            prepare();
        }
    }

    private void prepare() {
        stage = Stage.PREPARING;
        ballot = proposer.ballotAbove(seen);
        seen = ballot;
        if (origin.equals(Ballot.NONE)) {
            origin = ballot;
        }
        Scope scope = register.scope();
        Ballot asked = ballot;
        round(
                register.voters(),
                (id, voter) -> new PaxosMessage.Prepare(id, voter.storage(), scope, asked));
    }

    /** A majority has promised: nothing below {@code ballot} can be chosen any more. */
    private void promised() {
        boolean mine = best.origin().equals(origin) && !best.ballot().equals(Ballot.NONE);
        boolean replaced = hasPut() && best.ballot().isAbove(lastPut);
        if (!mine && replaced && !change.isRepeatable()) {
            finish(new Outcome.InDoubt());
            return;
        }
        boolean made = mine && !change.isRepeatable();
        Optional<Bytes> wanted = made ? Optional.empty() : change.apply(best.value());
        Bytes value = wanted.orElse(best.value());
        Configuration acceptors = register.acceptors(value);
        boolean chained = register.scope().isChained();
        put =
                new Proposed(
                        ballot,
                        wanted.isPresent() ? origin : best.origin(),
                        value,
                        chained ? acceptors.number() : 0);
        lastPut = ballot;
        stage = Stage.ACCEPTING;
        Scope scope = register.scope();
        Proposed proposed = put;
        round(
                acceptors,
                (id, voter) -> new PaxosMessage.Accept(id, voter.storage(), scope, proposed));
    }

    private void round(Configuration configuration, BiFunction<Long, Voter, Request> question) {
        best = Proposed.NOTHING;
        sawAny = false;
        sawDifferent = false;
        sealed = 0;
        Round next = proposer.round(configuration, question, this, register.outlet());
        round = next;
        next.ask();
    }

    @Override
    public boolean counts(Answer answer) {
        switch (answer) {
            case Holds(long _, long _, Proposed accepted) -> {
                holds(accepted);
                return true;
            }
            case Accepted _ -> {
                return true;
            }
            case Preempted(long _, long _, Ballot promised) -> seen = seen.max(promised);
            case Passed(long _, long _, long generation, Bytes base) ->
                    finish(new Outcome.Passed(generation, base, hasPut()));
            case Sealed(long _, long _, long configuration) ->
                    sealed = Math.max(sealed, configuration);
            case Unable _, Registers _ -> {}
        }
        return false;
    }

    private void holds(Proposed accepted) {
        sawDifferent |= sawAny && !accepted.ballot().equals(best.ballot());
        sawAny = true;
        seen = seen.max(accepted.ballot());
        if (accepted.ballot().isAbove(best.ballot())) {
            best = accepted;
        }
    }

    @Override
    public void won() {
        proposer.ended(round);
        List<Voter> by = round == null ? List.of() : round.yes();
        switch (stage) {
            case ASKING -> {
                if (sawDifferent || change.isDue(best.value())) {
                    prepare();
                } else {
                    finish(new Outcome.Chosen(best.value(), false, by));
                }
            }
            case PREPARING -> promised();
            case ACCEPTING ->
                    finish(new Outcome.Chosen(put.value(), put.origin().equals(origin), by));
            case DONE -> {}
        }
    }

    @Override
    public void lost() {
        proposer.ended(round);
        if (sealed > 0) {
            boolean doubtful = hasPut() && !change.isRepeatable();
            finish(doubtful ? new Outcome.InDoubt() : new Outcome.Sealed(sealed, hasPut()));
            return;
        }
        long longest = SHORTEST_PAUSE_MILLIS << Math.min(attempts++, MOST_DOUBLINGS);
        long millis = 1 + proposer.random().nextLong(2 * longest);
        pause = proposer.lane().after(Duration.ofMillis(millis), this::prepare);
    }

    private void expired() {
        finish(hasPut() ? new Outcome.InDoubt() : new Outcome.Unavailable());
    }

    private boolean hasPut() {
        return !lastPut.equals(Ballot.NONE);
    }

    private void finish(Outcome outcome) {
        if (stage == Stage.DONE) {
            return;
        }
        stage = Stage.DONE;
        if (round != null) {
            round.end();
            proposer.ended(round);
        }
        if (deadline != null) {
            deadline.cancel();
        }
        if (pause != null) {
            pause.cancel();
        }
        proposer.finished();
        sink.accept(outcome);
    }
}
