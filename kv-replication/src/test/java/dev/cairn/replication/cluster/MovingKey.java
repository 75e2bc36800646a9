package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Replication.Freshness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * n4 joins n1 to n3 and takes the place of {@code goes} among the owners of a key; {@code stays}
 * and {@code third} own it before and after.
 */
final class MovingKey {
    final TestCluster cluster;
    final Operator operator;
    private final Topology joined;
    final Key key;
    final int goes;
    final int stays;
    final int third;

    MovingKey(TestCluster.Settings settings) {
        this.cluster = new TestCluster(1, 4, 3, settings);
        this.operator = new Operator(cluster);
        this.joined =
                operator.agreed().next().announce(TestCluster.member(4)).next().begin().future();
        this.key = keyThatMoves();
        List<Integer> owners = owners(key);
        this.goes = List.of(1, 2, 3).stream().filter(i -> !owners.contains(i)).findFirst().get();
        this.stays = owners.stream().filter(i -> i != 4).findFirst().orElseThrow();
        this.third = 6 - goes - stays;
    }

    private Key keyThatMoves() {
        for (int i = 0; ; i++) {
            Key candidate = new Key("default", Bytes.utf8("k" + i));
            if (owners(candidate).contains(4)) {
                return candidate;
            }
        }
    }

    List<Integer> owners(Key of) {
        int slice = Slices.of(cluster.partitioner().token(of));
        return cluster.owners(joined).at(slice, 3).owners().stream()
                .map(owner -> Integer.parseInt(owner.name().substring(1)))
                .toList();
    }

    Call<WriteResult> put(int through, String value) {
        return cluster.startPut(through, TestCluster.request(key, value, Optional.empty()));
    }

    void untilIdle() {
        assertThat(cluster.world().time().runUntil(operator::isIdle, Duration.ofMinutes(1)))
                .as("the change is finished")
                .isTrue();
    }

    /** What the two owners hold that are left when the others die. */
    List<String> read(int one, int other) {
        cluster.adopt(one, operator.agreed());
        cluster.adopt(other, operator.agreed());
        for (int node = 1; node <= 4; node++) {
            if (node != one && node != other) {
                cluster.node(node).kill();
            }
        }
        return values(cluster.get(one, key));
    }

    /** Acknowledged before the change by the owner that goes and one other. */
    List<String> writtenBefore() {
        cluster.cut(third, stays);
        cluster.cut(third, goes);
        cluster.await(put(stays, "v")).result();
        cluster.heal();
        operator.join(4);
        untilIdle();
        return read(third, 4);
    }

    /** As before; n4 has said that all has arrived, and is down when that is acted on. */
    List<String> writtenBeforeAndLostByTheOwnerToBe() {
        cluster.cut(third, stays);
        cluster.cut(third, goes);
        cluster.await(put(stays, "v")).result();
        cluster.heal();
        operator.join(4);
        operator.pause();
        cluster.world().time().advance(Duration.ofSeconds(2));
        cluster.node(4).kill();
        cluster.node(4).emptyStore();
        operator.goOn();
        untilIdle();
        cluster.node(stays).kill();
        cluster.node(goes).kill();
        cluster.node(4).restart();
        cluster.adopt(third, operator.agreed());
        cluster.adopt(4, operator.agreed());
        assertThat(cluster.node(4).replication().freshness()).isEqualTo(Freshness.CURRENT);
        Call<ReadResult> read =
                cluster.await(cluster.startGet(third, new GetRequest(key, RequestOptions.DEFAULT)));
        return read.succeeded() ? values(read.result()) : List.of("refused");
    }

    /** Acknowledged during the change, after the owner to be has fetched what there was. */
    List<String> writtenMeanwhile() {
        operator.join(4);
        operator.pause();
        cluster.world().time().advance(Duration.ofSeconds(2));
        cluster.cut(third, stays);
        cluster.cut(third, goes);
        cluster.cut(third, 4);
        cluster.await(put(stays, "v")).result();
        cluster.heal();
        operator.goOn();
        untilIdle();
        return read(third, 4);
    }

    /** By two of three present owners, who neither hear of the change nor of anybody who has. */
    List<String> writtenByOwnersWhoHaveNotHeard() {
        for (int deaf : List.of(stays, goes)) {
            operator.deafen(deaf, true);
            cluster.cut(deaf, third);
            cluster.cut(deaf, 4);
        }
        operator.join(4);
        cluster.world().time().advance(Duration.ofSeconds(2));
        cluster.await(put(stays, "v")).result();
        operator.deafen(stays, false);
        operator.deafen(goes, false);
        cluster.heal();
        untilIdle();
        return read(third, 4);
    }

    /** Two of three acknowledge and die, and n4 is to take the place of one of them. */
    void loseBothWhoAloneHoldTheKey() {
        cluster.cut(third, stays);
        cluster.cut(third, goes);
        cluster.await(put(stays, "v")).result();
        cluster.node(stays).kill();
        cluster.node(goes).kill();
        cluster.heal();
        operator.step(next -> next.replace(n(goes), cluster.listed(4)));
        cluster.world().time().advance(Duration.ofSeconds(10));
    }

    /** Through a coordinator that has not heard that it is an owner no more. */
    List<String> writtenByTheOldRing() {
        operator.join(4);
        operator.finish();
        operator.deafen(4, true);
        operator.leave(4);
        untilIdle();
        cluster.world().time().advance(Duration.ofSeconds(1));
        cluster.cut(4, stays);
        Call<WriteResult> written = cluster.await(put(4, "v"));
        cluster.heal();
        return written.succeeded() ? read(stays, goes) : List.of("refused");
    }
}
