package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members come and go under a write load, and no acknowledged write is lost. */
class RebalanceTest {
    private static final TestCluster.Settings HARD =
            TestCluster.Settings.DEFAULT.withLanes(2).withBlockingReads(0.2);

    private static void assertKept(MovingRun<ClientHistory> run) {
        assertThat(run.history().lost()).as("acknowledged writes that are lost").isEmpty();
        assertThat(run.history().stale())
                .as("reads that missed what was acknowledged before they began")
                .isEmpty();
        assertThat(run.history().diverged()).as("keys that owners hold differently").isEmpty();
        assertThat(run.strays()).as("keys at nodes that do not own them").isEmpty();
    }

    @Seeded(cases = 3)
    void noAcknowledgedWriteIsLostWhateverChangesAndWhateverFails(long seed) {
        MovingRun<ClientHistory> run = MovingRun.of(seed, HARD);
        run.run(120);
        assertKept(run);
    }

    /** It is told to the one that comes and to those that stay, and the one that goes is dead. */
    @Test
    void aStandInsCopyGoesThoughTheOwnerItStoodInForNeverCameBack() {
        TestCluster cluster = new TestCluster(1, 5, 4, TestCluster.Settings.DEFAULT.byRank());
        Operator operator = new Operator(cluster);
        Inherited key = inherited(cluster, operator.agreed());
        cluster.node(key.lost).kill();
        cluster.takeForDead(key.lost, true);
        RequestOptions sloppy =
                new RequestOptions(
                        Optional.of(Level.QUORUM),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty());
        PutRequest put =
                new PutRequest(
                        key.key,
                        Bytes.utf8("v"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        sloppy);
        cluster.await(cluster.startPut(key.standIn, put)).result();
        assertThat(cluster.node(key.standIn).engine().pairs()).isNotEmpty();
        cluster.put(key.standIn, key.key, "newer, at the two that live");
        operator.step(next -> next.replace(n(key.lost), cluster.listed(5)));
        operator.pause();
        cluster.world().time().advance(Duration.ofSeconds(10));
        operator.goOn();
        cluster.world().time().runUntil(operator::isIdle, Duration.ofMinutes(1));
        cluster.node(key.lost).loseDisk();
        cluster.node(key.lost).restart();
        operator.finish();
        assertThat(cluster.node(key.standIn).engine().pairs()).isEmpty();
    }

    /** A key, an owner that n5 may replace, and who owns it neither before nor after. */
    private record Inherited(Key key, int lost, int standIn) {}

    private static Inherited inherited(TestCluster cluster, Topology now) {
        for (int i = 0; ; i++) {
            Key key = new Key("default", Bytes.utf8("k" + i));
            int slice = Slices.of(cluster.partitioner().token(key));
            Set<NodeId> owners = Set.copyOf(cluster.owners(now).at(slice, 3).owners());
            for (int lost = 1; lost <= 4; lost++) {
                int standIn = 10 - lost - sumOfOthers(owners, lost);
                Topology then = now.next().replace(n(lost), cluster.listed(5)).future();
                Set<NodeId> heirs = Set.copyOf(cluster.owners(then).at(slice, 3).owners());
                if (owners.contains(n(lost))
                        && heirs.contains(n(5))
                        && !heirs.contains(n(standIn))) {
                    return new Inherited(key, lost, standIn);
                }
            }
        }
    }

    private static int sumOfOthers(Set<NodeId> owners, int lost) {
        return owners.stream()
                .mapToInt(owner -> Integer.parseInt(owner.name().substring(1)))
                .filter(number -> number != lost)
                .sum();
    }

    @Tag("long")
    @Seeded(cases = 200)
    void soItIsInManyAndLongerRuns(long seed) {
        MovingRun<ClientHistory> run = MovingRun.of(seed, HARD);
        run.run(300);
        assertKept(run);
    }
}
