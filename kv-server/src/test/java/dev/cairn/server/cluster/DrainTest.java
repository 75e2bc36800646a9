package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Drain;
import dev.cairn.api.Drain.Step;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.Receipt;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.cluster.Call;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Nodes are taken out of service and back, through the assembly that ships. */
class DrainTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final NodeId N2 = new NodeId("n2");

    private static Call<Optional<Drain>> drain(
            SimulatedCluster cluster, String through, String name, boolean undo) {
        Call<Optional<Drain>> call = new Call<>();
        cluster.node(through).admin().drain(new NodeId(name), undo, call);
        return cluster.await(call);
    }

    private static Key key(int number) {
        return new Key("default", Bytes.utf8("key-" + number));
    }

    private static boolean isSeen(
            SimulatedCluster cluster, String by, Predicate<MemberStatus> what) {
        return cluster.node(by).admin().cluster().members().stream().anyMatch(what);
    }

    /** Looks now and then, since looking costs more than a step of the simulation. */
    private static void awaitSeen(
            SimulatedCluster cluster, String by, Predicate<MemberStatus> what) {
        for (int looks = 0; looks < 240 && !isSeen(cluster, by, what); looks++) {
            cluster.run(Duration.ofMillis(250));
        }
        assertThat(isSeen(cluster, by, what)).as(cluster.recentPast()).isTrue();
    }

    private static boolean isAt(SimulatedCluster cluster, String name, Step step) {
        return cluster.node(name).admin().drain().filter(at -> at.step() == step).isPresent();
    }

    private static List<NodeId> readers(SimulatedCluster cluster, Key key) {
        return cluster.await(cluster.node("n1").get(key)).result().receipt().answers().stream()
                .map(Receipt.ReplicaAnswer::node)
                .toList();
    }

    @Test
    void aNodeOutOfServiceIsReadOnlyWhenThereIsNobodyElseAndKeepsItsCopiesUpToDate() {
        try (SimulatedCluster cluster = SimulatedCluster.of(21).nodes(3).start()) {
            for (int i = 0; i < 10; i++) {
                cluster.await(cluster.node("n1").put(key(i), "v")).result();
            }
            assertThat(drain(cluster, "n1", "n2", false).error().orElseThrow().code())
                    .isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(drain(cluster, "n2", "n2", false).result()).isPresent();
            cluster.await(() -> isAt(cluster, "n2", Step.DRAINED), LIMIT);
            awaitSeen(cluster, "n1", MemberStatus::draining);
            assertThat(cluster.node("n2").admin().ready()).isFalse();
            assertThat(cluster.await(cluster.node("n2").get(key(1))).error().orElseThrow().code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
            for (int i = 0; i < 10; i++) {
                assertThat(readers(cluster, key(i))).hasSize(2).doesNotContain(N2);
            }
            RequestOptions all = RequestOptions.DEFAULT.with(Consistency.Level.ALL);
            cluster.await(cluster.node("n3").put(PutRequest.of(key(1), Bytes.utf8("w")).with(all)))
                    .result();
            cluster.crash("n3");
            assertThat(readers(cluster, key(1))).contains(N2);
        }
    }

    @Test
    void itIsTakenBackWhenAskedOrWhenItStartsAgain() {
        try (SimulatedCluster cluster = SimulatedCluster.of(22).nodes(3).start()) {
            drain(cluster, "n2", "n2", false).result();
            awaitSeen(cluster, "n3", MemberStatus::draining);
            assertThat(drain(cluster, "n2", "n2", true).result()).isEmpty();
            assertThat(cluster.node("n2").admin().ready()).isTrue();
            cluster.await(cluster.node("n2").put(key(1), "v")).result();
            awaitSeen(
                    cluster, "n3", member -> member.member().id().equals(N2) && !member.draining());
            drain(cluster, "n2", "n2", false).result();
            awaitSeen(cluster, "n3", MemberStatus::draining);
            cluster.stop("n2");
            cluster.restart("n2");
            cluster.await(() -> cluster.node("n2").admin().ready(), LIMIT);
            awaitSeen(
                    cluster, "n3", member -> member.member().id().equals(N2) && !member.draining());
            cluster.await(cluster.node("n2").get(key(1))).result();
        }
    }

    @Test
    void whatItKeepsForOthersIsHandedOverFirst() {
        try (SimulatedCluster cluster = SimulatedCluster.of(23).nodes(4).start()) {
            cluster.crash("n3");
            awaitSeen(cluster, "n1", member -> member.liveness() == Liveness.DEAD);
            RequestOptions sloppy =
                    new RequestOptions(
                            Optional.empty(),
                            Optional.of(true),
                            Optional.empty(),
                            Optional.empty());
            for (int i = 0; i < 30; i++) {
                PutRequest put = PutRequest.of(key(i), Bytes.utf8("v")).with(sloppy);
                cluster.await(cluster.node("n1").put(put)).result();
            }
            drain(cluster, "n4", "n4", false).result();
            cluster.run(Duration.ofSeconds(5));
            assertThat(cluster.node("n4").admin().drain().orElseThrow())
                    .satisfies(drain -> assertThat(drain.step()).isEqualTo(Step.HINTS))
                    .satisfies(drain -> assertThat(drain.left()).isPositive());
            cluster.restart("n3");
            cluster.await(() -> isAt(cluster, "n4", Step.DRAINED), LIMIT);
        }
    }
}
