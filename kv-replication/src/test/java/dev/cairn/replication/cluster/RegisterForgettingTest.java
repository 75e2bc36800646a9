package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.n;
import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.cluster.Slices;
import dev.cairn.replication.cluster.TestNetwork.Sent;
import dev.cairn.replication.register.RegisterCodec;
import dev.cairn.replication.replica.StorageKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Deleted registers of n1 to n3 are forgotten, and what was deleted stays so; with a rule off it
 * comes back (CORRECTNESS rule 15).
 */
class RegisterForgettingTest {
    /** For a delete to go, if it may. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(25);

    private final TestCluster cluster = Deletes.cluster(1, 3, 1);
    private final Key stays = keyBetween(2_000, 8_000);
    private final Key key = keyBetween(14_000, 18_000);
    private int days;

    RegisterForgettingTest() {
        cluster.set("default", RegisterRun.properties());
        cluster.put(1, key, "v");
        cluster.settle();
        delete(stays);
    }

    /** A key that n1 leads the rounds of, in a slice that replicas look at when they come by. */
    private Key keyBetween(int first, int last) {
        for (int i = 0; ; i++) {
            Key candidate = new Key("default", Bytes.utf8("k" + i));
            int slice = Slices.of(cluster.partitioner().token(candidate));
            if (slice > first
                    && slice < last
                    && cluster.owners(candidate).getFirst().equals(n(1))) {
                return candidate;
            }
        }
    }

    /** Of a key that was never written something is left too. */
    private void delete(Key deleted) {
        Deletes.delete(cluster, 1, deleted);
    }

    private boolean holds(TestNode node, Key held) {
        StorageKey stored = StorageKey.of(cluster.partitioner().token(held), held);
        return node.engine().pairs().containsKey(stored.encoded());
    }

    private long holders() {
        return cluster.nodes().stream().filter(node -> holds(node, key)).count();
    }

    /**
     * All are a day older, and go on until so many hold the key, or long enough for what was
     * deleted before to go.
     */
    private void letADayPass(int count) {
        days++;
        for (TestNode node : cluster.nodes()) {
            node.kill();
            node.clockAhead(Duration.ofHours(25L * days));
        }
        cluster.nodes().forEach(TestNode::restart);
        Duration step = Duration.ofSeconds(1);
        for (int i = 0; i < 25 && holders() != count; i++) {
            cluster.world().time().advance(step);
        }
    }

    @Test
    void aDeletedKeyIsForgottenAndMayBePutAgain() {
        delete(key);
        cluster.world().time().advance(LONG_ENOUGH);
        assertThat(holders()).as("a retry of the put may come for a day").isEqualTo(3);
        letADayPass(0);
        assertThat(holders()).isZero();
        assertThat(cluster.nodes())
                .as("one register stays in each store")
                .allMatch(node -> node.engine().pairs().size() == 1 && holds(node, stays));
        assertThat(cluster.get(2, key).siblings()).isEmpty();
        cluster.put(3, key, "w");
        assertThat(values(cluster.get(1, key))).containsExactly("w");
    }

    @Test
    void aValueWhoseTimeIsUpIsForgottenThoughNobodyAsksForIt() {
        cluster.await(cluster.startPut(1, Deletes.expiring(key, Duration.ofMinutes(1)))).result();
        letADayPass(0);
        assertThat(holders()).isZero();
    }

    @Test
    void anAcceptThatWasLongUnderWayBringsNothingBack() {
        assertThat(readAfterALateAccept(false)).isEmpty();
    }

    @Test
    void whereTheFloorIsForgottenTooItDoes() {
        assertThat(readAfterALateAccept(true)).containsExactly("late");
    }

    /** A put of which n2 and n3 hear once more, long after all is deleted and forgotten. */
    private List<String> readAfterALateAccept(boolean withoutFloors) {
        List<Sent> accepts = new ArrayList<>();
        cluster.network()
                .lose(sent -> {
                    if (Mutations.isAccept(sent)) {
                        accepts.add(sent);
                    }
                    return false;
                });
        cluster.put(1, key, "late");
        cluster.network().lose(sent -> false);
        delete(key);
        letADayPass(0);
        assertThat(holders()).isZero();
        if (withoutFloors) {
            cluster.nodes().forEach(RegisterForgettingTest::loseFloors);
        }
        for (Sent late : accepts) {
            cluster.network().deliver(late.from(), late.to(), late.kind(), late.payload());
        }
        cluster.settle();
        return values(cluster.get(1, key));
    }

    private static void loseFloors(TestNode node) {
        node.kill();
        try {
            node.simulatedDirectory().delete("floors");
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        node.restart();
    }

    @Test
    void aDeleteThatOneOwnerHasNotAcceptedIsNotForgotten() {
        deleteUnknownToN3();
        letADayPass(0);
        assertThat(holders()).isEqualTo(3);
    }

    @Test
    void whereItIsTheValueComesBack() {
        deleteUnknownToN3();
        Mutations.withoutComparingInRounds(cluster.network(), n(3));
        letADayPass(1);
        assertThat(holders()).as("n3 has the value").isEqualTo(1);
        cluster.network().lose(sent -> false);
        assertThat(values(cluster.get(3, key))).containsExactly("v");
    }

    private void deleteUnknownToN3() {
        cluster.network()
                .lose(sent -> sent.to().equals(n(3)) && RegisterCodec.isRegister(sent.kind()));
        delete(key);
    }

    @Test
    void aRetryOfAWriteIsKnownForADayAfterTheDelete() {
        var put = TestCluster.request(key, "once", Optional.empty());
        var written = cluster.await(cluster.startPut(1, put)).result();
        delete(key);
        cluster.settle();
        var again =
                new PutRequest(
                        key,
                        put.value(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(written.operation()),
                        put.options());
        assertThat(cluster.await(cluster.startPut(2, again)).succeeded()).isTrue();
        assertThat(cluster.get(3, key).siblings()).as("it is not put twice").isEmpty();
    }
}
