package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.Consistency;
import dev.cairn.api.Consistency.Count;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.ConsistencyPolicy.Outcome;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.testkit.check.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The contract of {@link ConsistencyPolicy}, rule by rule, over random owners in one to three data
 * centres, some of them missing, and random answers.
 *
 * <pre>{@code
 * final class MyPolicyTest extends ConsistencyPolicyContract {
 *     @Override
 *     protected ConsistencyPolicy open() {
 *         return new MyPolicyProvider().open(MyConfig.DEFAULT);
 *     }
 * }
 * }</pre>
 */
public abstract class ConsistencyPolicyContract {
    /** For subclasses. */
    protected ConsistencyPolicyContract() {}

    /** The policy under test. */
    protected abstract ConsistencyPolicy open();

    @Seeded(cases = 200)
    void rule1_aQuorumIsAValue(RandomGenerator random) {
        Owners owners = Owners.random(random);
        Quorum quorum = owners.quorum(open(), owners.level(random));
        for (Answer answer : owners.answers(random)) {
            Outcome outcome = quorum.outcome();
            int count = quorum.count();
            Quorum next = answer.addTo(quorum);
            assertThat(quorum.outcome()).isEqualTo(outcome);
            assertThat(quorum.count()).isEqualTo(count);
            quorum = next;
        }
    }

    @Seeded(cases = 300)
    void rule1_theOrderOfAnswersDoesNotMatter(RandomGenerator random) {
        Owners owners = Owners.random(random);
        Quorum quorum = owners.quorum(open(), owners.level(random));
        List<Answer> answers = owners.answers(random);
        Outcome outcome = counted(quorum, answers).outcome();
        Collections.shuffle(answers, Random.from(random));
        assertThat(counted(quorum, answers).outcome()).isEqualTo(outcome);
    }

    @Seeded(cases = 200)
    void rule2_aNodeCountsOnceByItsFirstAnswer(RandomGenerator random) {
        Owners owners = Owners.random(random);
        Quorum once = owners.quorum(open(), owners.level(random));
        Quorum again = once;
        for (Answer answer : owners.answers(random)) {
            once = answer.addTo(once);
            again = answer.addTo(again);
            again = new Answer(answer.node(), random.nextBoolean()).addTo(again);
            assertThat(again.outcome()).isEqualTo(once.outcome());
            assertThat(again.count()).isEqualTo(once.count());
        }
    }

    @Seeded(cases = 300)
    void rule3_whatIsDecidedStaysSo(RandomGenerator random) {
        Owners owners = Owners.random(random);
        Quorum quorum = owners.quorum(open(), owners.level(random));
        Outcome before = quorum.outcome();
        for (Answer answer : owners.answers(random)) {
            quorum = answer.addTo(quorum);
            assertThat(before).isIn(Outcome.PENDING, quorum.outcome());
            before = quorum.outcome();
        }
        assertThat(before).as("after every owner's answer").isNotEqualTo(Outcome.PENDING);
    }

    @Seeded(cases = 300)
    void rule4_itIsLostExactlyWhenWhatIsStillToComeCannotWinIt(RandomGenerator random) {
        Owners owners = Owners.random(random);
        Quorum fresh = owners.quorum(open(), owners.level(random));
        Quorum quorum = fresh;
        Set<NodeId> unanswered = new HashSet<>(owners.list().owners());
        Set<NodeId> failed = new HashSet<>();
        for (Answer answer : owners.answers(random)) {
            boolean winnable = all(unanswered, true, quorum).outcome() == Outcome.WON;
            assertThat(quorum.outcome() == Outcome.LOST).isEqualTo(!winnable);
            quorum = answer.addTo(quorum);
            unanswered.remove(answer.node());
            if (!answer.success()) {
                failed.add(answer.node());
            }
        }
        Set<NodeId> others = new HashSet<>(owners.list().owners());
        others.removeAll(failed);
        Outcome withoutThem = all(others, true, fresh).outcome();
        assertThat(quorum.outcome() == Outcome.WON).isEqualTo(withoutThem == Outcome.WON);
    }

    @Seeded(cases = 100)
    void rule5_aCountAboveNIsABadRequest(RandomGenerator random) {
        Owners owners = Owners.random(random);
        Count tooMany = new Count(owners.replicas() + 1 + random.nextInt(3));
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> owners.quorum(open(), tooMany))
                .satisfies(refused ->
                        assertThat(refused.error().code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Seeded(cases = 200)
    void rule5_whereOwnersAreMissingACountOfMoreStartsLost(RandomGenerator random) {
        Owners owners = Owners.random(random);
        Count count = new Count(1 + random.nextInt(owners.replicas()));
        boolean enough = count.replicas() <= owners.list().ownerCount();
        assertThat(owners.quorum(open(), count).outcome())
                .isEqualTo(enough ? Outcome.PENDING : Outcome.LOST);
        Outcome ofAll = owners.quorum(open(), Level.ALL).outcome();
        assertThat(ofAll == Outcome.LOST).isEqualTo(owners.list().ownerCount() < owners.replicas());
    }

    @Seeded(cases = 200)
    void rule6_onlyOwnersCount(RandomGenerator random) {
        Owners owners = Owners.random(random);
        Quorum quorum = owners.quorum(open(), owners.level(random));
        Outcome outcome = quorum.outcome();
        Quorum asked = all(owners.list().fallbacks(), random.nextBoolean(), quorum);
        assertThat(asked.outcome()).isEqualTo(outcome);
        assertThat(asked.count()).isZero();
    }

    @Seeded(cases = 200)
    void rule7_quorumsThatPromiseToMeetDo(RandomGenerator random) {
        Owners writer = Owners.random(random);
        Owners reader = writer.at(random);
        for (Consistency write : writer.levels(random)) {
            for (Consistency read : reader.levels(random)) {
                if (promiseToMeet(write, writer, read, reader)) {
                    Set<NodeId> written = winners(random, writer, write);
                    Set<NodeId> asked = winners(random, reader, read);
                    assertThat(
                                    written.isEmpty()
                                            || asked.isEmpty()
                                            || !Collections.disjoint(written, asked))
                            .as("%s %s, %s %s of %s", write, written, read, asked, writer)
                            .isTrue();
                }
            }
        }
    }

    private static boolean promiseToMeet(
            Consistency write, Owners writer, Consistency read, Owners reader) {
        boolean near = writer.datacentre().equals(reader.datacentre());
        return switch (write) {
            case Count(int w) -> read instanceof Count(int r) && r + w > writer.replicas();
            case Level.ALL -> true;
            case Level.QUORUM -> read == Level.QUORUM || read == Level.ALL;
            case Level.EACH_QUORUM -> read == Level.EACH_QUORUM || read == Level.LOCAL_QUORUM;
            case Level.LOCAL_QUORUM -> near && read == Level.LOCAL_QUORUM;
            case Level other -> read == Level.ALL;
        };
    }

    /** A random few whose success wins; none where none can. */
    private Set<NodeId> winners(RandomGenerator random, Owners owners, Consistency level) {
        List<NodeId> order = new ArrayList<>(owners.list().owners());
        Collections.shuffle(order, Random.from(random));
        Set<NodeId> winners = new HashSet<>();
        Quorum counted = owners.quorum(open(), level);
        for (NodeId node : order) {
            Quorum next = counted.succeeded(node);
            if (next.count() > counted.count()) {
                winners.add(node);
            }
            counted = next;
        }
        return counted.outcome() == Outcome.WON ? winners : Set.of();
    }

    private static Quorum counted(Quorum quorum, List<Answer> answers) {
        Quorum counted = quorum;
        for (Answer answer : answers) {
            counted = answer.addTo(counted);
        }
        return counted;
    }

    private static Quorum all(Iterable<NodeId> nodes, boolean success, Quorum quorum) {
        Quorum counted = quorum;
        for (NodeId node : nodes) {
            counted = new Answer(node, success).addTo(counted);
        }
        return counted;
    }

    /** What a node said. */
    private record Answer(NodeId node, boolean success) {
        Quorum addTo(Quorum quorum) {
            return success ? quorum.succeeded(node) : quorum.failed(node);
        }
    }

    /** The owners of a slice as {@code self} sees them, and two fallbacks. */
    private record Owners(SteadyView view, int replicas, NodeId self) {
        static Owners random(RandomGenerator random) {
            int datacentres = 1 + random.nextInt(3);
            int replicas = 1 + random.nextInt(7);
            int owners = random.nextInt(3) > 0 ? replicas : random.nextInt(replicas + 1);
            List<Member> members = new ArrayList<>();
            for (int i = 1; i <= owners + 2; i++) {
                NodeId id = new NodeId("n" + i);
                Zone zone = new Zone("dc" + random.nextInt(datacentres), "r1");
                members.add(
                        new Member(id, 0, new Address("h" + i, 1), zone, 1, MemberState.ACTIVE));
            }
            List<NodeId> nodes = members.stream().map(Member::id).toList();
            SteadyView view =
                    new SteadyView(
                            new Topology(new ClusterId(1), 1, members),
                            new PreferenceList(nodes, owners));
            return new Owners(view, replicas, nodes.getFirst()).at(random);
        }

        PreferenceList list() {
            return view.owners();
        }

        /** The same as seen by some node. */
        Owners at(RandomGenerator random) {
            List<NodeId> nodes = list().nodes();
            return new Owners(view, replicas, nodes.get(random.nextInt(nodes.size())));
        }

        String datacentre() {
            return view.zone(self).datacentre();
        }

        /** A level that a bucket of so many replicas can be asked for. */
        Consistency level(RandomGenerator random) {
            List<Consistency> levels = levels(random);
            return levels.get(random.nextInt(levels.size()));
        }

        /** All such levels, and two numbers. */
        List<Consistency> levels(RandomGenerator random) {
            List<Consistency> levels = new ArrayList<>(List.of(Level.values()));
            levels.removeIf(level ->
                    level == Level.TWO && replicas < 2 || level == Level.THREE && replicas < 3);
            levels.add(new Count(1 + random.nextInt(replicas)));
            levels.add(new Count(replicas));
            return levels;
        }

        /** An answer of each owner, in some order. */
        List<Answer> answers(RandomGenerator random) {
            List<Answer> answers = new ArrayList<>();
            for (NodeId owner : list().owners()) {
                answers.add(new Answer(owner, random.nextInt(3) > 0));
            }
            Collections.shuffle(answers, Random.from(random));
            return answers;
        }

        Quorum quorum(ConsistencyPolicy policy, Consistency level) {
            return policy.quorum(level, list(), replicas, view, self);
        }
    }
}
