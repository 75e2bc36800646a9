package dev.cairn.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.MemberChange;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.testkit.cluster.Call;
import dev.cairn.testkit.cluster.SimulatedCluster;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A cluster goes on without its majority, on an operator's word (CORRECTNESS rule 11). */
class ForceTest {
    private static Key key(int number) {
        return new Key("default", Bytes.utf8("key-" + number));
    }

    private static boolean sees(
            SimulatedCluster cluster, String by, String name, Predicate<MemberStatus> what) {
        return cluster.node(by).member(name).filter(what).isPresent();
    }

    /** Looks now and then, since looking costs more than a step of the simulation. */
    private static void await(
            SimulatedCluster cluster, String by, String name, Predicate<MemberStatus> what) {
        for (int looks = 0; looks < 480 && !sees(cluster, by, name, what); looks++) {
            cluster.run(Duration.ofMillis(250));
        }
        assertThat(sees(cluster, by, name, what)).as(cluster.recentPast()).isTrue();
    }

    private static Call<Topology> force(SimulatedCluster cluster, String by, String lost) {
        Call<Topology> call = new Call<>();
        cluster.node(by).admin().force(new NodeId(lost), call);
        return cluster.await(call);
    }

    /** As an operator does: by force as long as that is needed. */
    private static void remove(SimulatedCluster cluster, String by, String lost) {
        Call<Topology> forced = force(cluster, by, lost);
        if (forced.error().isPresent()) {
            assertThat(forced.error().get().detail()).contains("without force");
            Call<Topology> removed = new Call<>();
            cluster.node(by).admin().change(new MemberChange.Remove(new NodeId(lost)), removed);
            cluster.await(removed).result();
        }
    }

    private static ErrorCode code(Call<?> call) {
        return call.error().map(KvError::code).orElseThrow();
    }

    private static ReadResult one(SimulatedCluster cluster, String through, Key key) {
        RequestOptions one = RequestOptions.DEFAULT.with(Consistency.Level.ONE);
        return cluster.await(cluster.node(through).get(new GetRequest(key, one))).result();
    }

    @Test
    void whatIsLeftOfTwoNodesGoesOnAloneTakesAnotherInAndRefusesTheLostOne() {
        try (SimulatedCluster cluster = SimulatedCluster.of(31).nodes(2).start()) {
            for (int i = 0; i < 20; i++) {
                cluster.await(cluster.node("n1").put(key(i), "v" + i)).result();
            }
            Call<BucketProperties> set = new Call<>();
            cluster.node("n1").admin().setBucket("b", Map.of("ttl", "1h"), set);
            cluster.await(set).result();
            cluster.crash("n2");
            await(cluster, "n1", "n2", member -> member.liveness() == Liveness.DEAD);
            Call<Topology> plain = new Call<>();
            cluster.node("n1").admin().change(new MemberChange.Remove(new NodeId("n2")), plain);
            assertThat(code(cluster.await(plain)))
                    .as("no majority")
                    .isNotEqualTo(ErrorCode.CONFLICT);
            assertThat(force(cluster, "n1", "n2").result().incarnation()).isEqualTo(2);
            assertThat(one(cluster, "n1", key(3)).receipt().forced()).isTrue();
            cluster.add("cluster.seeds=127.0.0.2:4700");
            await(cluster, "n1", "n3", member -> member.member().state() == MemberState.ACTIVE);
            for (int i = 0; i < 20; i++) {
                ReadResult read = cluster.await(cluster.node("n3").get(key(i))).result();
                assertThat(read.siblings().getFirst().value().utf8()).isEqualTo("v" + i);
            }
            assertThat(cluster.node("n3").admin().bucket("b").ttl()).isPresent();
            cluster.restart("n2");
            await(cluster, "n2", "n2", member -> member.member().state() == MemberState.EVICTED);
            assertThat(cluster.node("n2").admin().ready()).isFalse();
            assertThat(code(cluster.await(cluster.node("n2").put(key(1), "late"))))
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void survivorsOfAMajorityReadAtOnceWhatAnyOfThemHolds() {
        try (SimulatedCluster cluster = SimulatedCluster.of(32).nodes(5).start()) {
            for (int i = 0; i < 60; i++) {
                cluster.await(cluster.node("n1").put(key(i), "v" + i)).result();
            }
            boolean[] kept = new boolean[60];
            for (int i = 0; i < 60; i++) {
                kept[i] =
                        cluster.node("n1").admin().locate(key(i)).owners().stream()
                                .anyMatch(owner ->
                                        owner.name().equals("n1") || owner.name().equals("n2"));
            }
            cluster.run(Duration.ofSeconds(2));
            for (String lost : new String[] {"n3", "n4", "n5"}) {
                cluster.crash(lost);
            }
            for (String lost : new String[] {"n3", "n4", "n5"}) {
                await(cluster, "n1", lost, member -> member.liveness() == Liveness.DEAD);
            }
            for (String lost : new String[] {"n3", "n4", "n5"}) {
                remove(cluster, "n1", lost);
                await(
                        cluster,
                        "n2",
                        lost,
                        member -> member.member().state() == MemberState.EVICTED);
            }
            for (int i = 0; i < 60; i++) {
                ReadResult read = cluster.await(cluster.node("n2").get(key(i))).result();
                assertThat(read.siblings()).hasSize(kept[i] ? 1 : 0);
            }
        }
    }

    @Test
    void whileAMajorityLivesNothingIsForced() {
        try (SimulatedCluster cluster = SimulatedCluster.of(33).nodes(3).start()) {
            assertThat(code(force(cluster, "n1", "n3"))).isEqualTo(ErrorCode.CONFLICT);
            cluster.crash("n3");
            await(cluster, "n1", "n3", member -> member.liveness() == Liveness.DEAD);
            Call<Topology> forced = force(cluster, "n1", "n3");
            assertThat(code(forced)).isEqualTo(ErrorCode.CONFLICT);
            assertThat(forced.error().orElseThrow().detail()).contains("without force");
        }
    }
}
