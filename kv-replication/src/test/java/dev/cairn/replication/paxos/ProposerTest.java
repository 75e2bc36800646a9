package dev.cairn.replication.paxos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Voter;
import dev.cairn.testkit.sim.Simulation;
import dev.cairn.testkit.sim.VirtualLane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A proposer against acceptors that the test plays, or that hear nothing. */
class ProposerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final List<Voter> THREE = List.of(voter("n1"), voter("n2"), voter("n3"));
    private static final Register LEASE =
            Register.plain("lease", Configuration.majorities(1, List.of(THREE)));

    private final Simulation world = new Simulation(1);
    private final VirtualLane lane = world.lanes(1).getFirst();
    private final List<PaxosMessage> sent = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Proposer proposer =
            new Proposer(lane, new SplittableRandom(1), (to, message) -> sent.add(message));

    private static Voter voter(String name) {
        return new Voter(new NodeId(name), 100 + name.charAt(1));
    }

    private void answer(int voter, PaxosMessage.Answer answer) {
        proposer.answered(THREE.get(voter).node(), answer);
    }

    private long request() {
        return sent.getLast().request();
    }

    private void holds(int voter, Proposed accepted) {
        answer(voter, new PaxosMessage.Holds(request(), THREE.get(voter).storage(), accepted));
    }

    private void accepted(int voter) {
        answer(voter, new PaxosMessage.Accepted(request(), THREE.get(voter).storage()));
    }

    private void preempted(int voter, Ballot by) {
        answer(voter, new PaxosMessage.Preempted(request(), THREE.get(voter).storage(), by));
    }

    private void change(ChangeFunction function) {
        proposer.change(LEASE, function, TIMEOUT, outcomes::add);
    }

    private static Proposed proposed(long round, String value) {
        Ballot ballot = new Ballot(round, 77);
        return new Proposed(ballot, ballot, Bytes.utf8(value), 0);
    }

    private static Outcome chosen(String value, boolean mine, int one, int other) {
        return new Outcome.Chosen(
                Bytes.utf8(value), mine, List.of(THREE.get(one), THREE.get(other)));
    }

    @Test
    void noTwoAttemptsShareABallot() {
        Set<Ballot> ballots = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            change(ChangeFunction.KEEP);
            ballots.add(((PaxosMessage.Prepare) sent.getLast()).ballot());
        }
        assertThat(ballots).hasSize(20);
    }

    @Test
    void aChangeStartsFromTheValueAtTheHighestBallotThatAMajorityHolds() {
        change(found -> Optional.of(Bytes.utf8(found.utf8() + "+")));
        holds(0, proposed(3, "old"));
        holds(1, proposed(5, "new"));
        assertThat(((PaxosMessage.Accept) sent.getLast()).proposed().value().utf8())
                .isEqualTo("new+");
        accepted(0);
        assertThat(outcomes).isEmpty();
        accepted(2);
        assertThat(outcomes).containsExactly(chosen("new+", true, 0, 2));
    }

    @Test
    void aReadIsDoneWhenAMajorityHoldsTheSameAndWritesWhenItDoesNot() {
        proposer.read(LEASE, TIMEOUT, outcomes::add);
        holds(0, proposed(5, "same"));
        holds(2, proposed(5, "same"));
        assertThat(outcomes).containsExactly(chosen("same", false, 0, 2));
        proposer.read(LEASE, TIMEOUT, outcomes::add);
        holds(0, proposed(5, "old"));
        holds(2, proposed(6, "new"));
        assertThat(sent.getLast()).isInstanceOf(PaxosMessage.Prepare.class);
    }

    @Test
    void oneVoterCountsOnceHoweverOftenItAnswers() {
        change(ChangeFunction.ifEmpty(Bytes.utf8("mine")));
        holds(0, Proposed.NOTHING);
        holds(0, Proposed.NOTHING);
        assertThat(sent.getLast()).isInstanceOf(PaxosMessage.Prepare.class);
        answer(1, new PaxosMessage.Holds(request(), 5, Proposed.NOTHING));
        assertThat(sent.getLast())
                .as("n2 on another data directory is nobody")
                .isInstanceOf(PaxosMessage.Prepare.class);
    }

    @Test
    void aPreemptedChangeComesAgainAboveWhatItSaw() {
        change(ChangeFunction.ifEmpty(Bytes.utf8("mine")));
        preempted(0, new Ballot(40, 1));
        preempted(1, new Ballot(30, 1));
        world.time().advance(Duration.ofMillis(100));
        assertThat(((PaxosMessage.Prepare) sent.getLast()).ballot().round()).isEqualTo(41);
    }

    @Test
    void aChangeThatMayHaveBeenReplacedEndsInDoubtAndOneThatIsFoundAgainDoesNot() {
        change(ChangeFunction.compareAndSet(Bytes.EMPTY, Bytes.utf8("mine")));
        putAndPreempt();
        holds(0, proposed(60, "other"));
        holds(1, Proposed.NOTHING);
        assertThat(outcomes).containsExactly(new Outcome.InDoubt());

        outcomes.clear();
        change(ChangeFunction.compareAndSet(Bytes.EMPTY, Bytes.utf8("mine")));
        Proposed mine = putAndPreempt();
        Proposed carriedOn = new Proposed(new Ballot(60, 77), mine.origin(), mine.value(), 0);
        holds(0, carriedOn);
        holds(1, Proposed.NOTHING);
        accepted(0);
        accepted(1);
        assertThat(outcomes).containsExactly(chosen("mine", true, 0, 1));
    }

    private Proposed putAndPreempt() {
        holds(0, Proposed.NOTHING);
        holds(1, Proposed.NOTHING);
        Proposed put = ((PaxosMessage.Accept) sent.getLast()).proposed();
        preempted(0, new Ballot(61, 77));
        preempted(1, new Ballot(61, 77));
        world.time().advance(Duration.ofMillis(100));
        assertThat(sent.getLast()).isInstanceOf(PaxosMessage.Prepare.class);
        return put;
    }

    @Test
    void withoutAnswersAChangeIsUnavailableBeforeItPutAnythingAndInDoubtAfterwards() {
        change(ChangeFunction.ifEmpty(Bytes.utf8("mine")));
        world.time().advance(TIMEOUT);
        assertThat(outcomes).containsExactly(new Outcome.Unavailable());
        outcomes.clear();
        change(ChangeFunction.ifEmpty(Bytes.utf8("mine")));
        holds(0, Proposed.NOTHING);
        holds(1, Proposed.NOTHING);
        world.time().advance(TIMEOUT);
        assertThat(outcomes).containsExactly(new Outcome.InDoubt());
    }

    @Test
    void moreThanTheBoundAtOnceAreUnavailable() {
        for (int i = 0; i <= Proposer.MAX_RUNNING; i++) {
            change(ChangeFunction.KEEP);
        }
        assertThat(outcomes).containsExactly(new Outcome.Unavailable());
    }
}
