package dev.cairn.replication.paxos;

import dev.cairn.api.cluster.Voter;
import dev.cairn.api.env.Lane;
import dev.cairn.replication.paxos.PaxosMessage.Answer;
import dev.cairn.replication.paxos.PaxosMessage.Request;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One question to all voters of a configuration, repeated to the silent ones until it is decided.
 */
final class Round {
    private static final Duration REPEAT = Duration.ofMillis(250);

    private final Lane lane;
    private final Outlet outlet;
    private final long id;
    private final Configuration configuration;
    private final BiFunction<Long, Voter, Request> question;
    private final Listener listener;
    private final Tally tally;
    private Lane.@Nullable Timer repeat;
    private boolean ended;

    /** Whoever asks. */
    interface Listener {
        /** Takes an answer and says whether it is a yes; may end the round. */
        boolean counts(Answer answer);

        /** Every set has given enough. */
        void won();

        /** Some set cannot give enough. */
        void lost();
    }

    Round(
            Lane lane,
            Outlet outlet,
            long id,
            Configuration configuration,
            BiFunction<Long, Voter, Request> question,
            Listener listener) {
        this.lane = lane;
        this.outlet = outlet;
        this.id = id;
        this.configuration = configuration;
        this.question = question;
        this.listener = listener;
        this.tally = new Tally(configuration);
    }

    /** Who has said yes, in the order they did. */
    List<Voter> yes() {
        return tally.yes();
    }

    long id() {
        return id;
    }

    /** Asks all who have not answered, and will again. */
    void ask() {
        if (ended) {
            return;
        }
        for (Voter voter : configuration.voters()) {
            if (!tally.hasVoted(voter)) {
                outlet.send(voter.node(), question.apply(id, voter));
            }
        }
        repeat = lane.after(REPEAT, this::ask);
    }

    void answered(Voter voter, Answer answer) {
        if (ended || tally.hasVoted(voter) || !configuration.voters().contains(voter)) {
            return;
        }
        boolean yes = listener.counts(answer);
        if (ended) {
            return;
        }
        tally.vote(voter, yes);
        if (tally.isWon()) {
            end();
            listener.won();
        } else if (tally.isLost()) {
            end();
            listener.lost();
        }
    }

    /** Asks nobody any more and hears no answer. */
    void end() {
        ended = true;
        if (repeat != null) {
            repeat.cancel();
        }
    }
}
