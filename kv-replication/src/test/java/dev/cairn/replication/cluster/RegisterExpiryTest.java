package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A value of a linearizable bucket expires once, for all, when the first node that is asked takes
 * its time for up: n2's clock is an hour ahead.
 */
class RegisterExpiryTest {
    private static final Duration TTL = Duration.ofMinutes(30);

    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(1);

    RegisterExpiryTest() {
        cluster.set("default", RegisterRun.properties());
        cluster.node(2).stop();
        cluster.node(2).clockAhead(Duration.ofHours(1));
        cluster.node(2).restart();
    }

    private PutRequest expiring(String value, Duration ttl) {
        return new PutRequest(
                key,
                Bytes.utf8(value),
                Optional.empty(),
                Optional.of(ttl),
                Optional.empty(),
                RequestOptions.DEFAULT);
    }

    private WriteResult put(int through, PutRequest put) {
        return cluster.await(cluster.startPut(through, put)).result();
    }

    private List<String> read(int through) {
        return values(cluster.get(through, key));
    }

    @Test
    void onceAReaderFoundItsTimeUpItIsGoneForThoseWithOtherClocksToo() {
        put(1, expiring("v", TTL));
        ReadResult alive = cluster.get(1, key);
        assertThat(values(alive)).containsExactly("v");
        assertThat(alive.siblings().getFirst().expiresMillis()).isPresent();
        assertThat(read(2)).isEmpty();
        assertThat(read(1)).as("by n1's clock it had half an hour").isEmpty();
    }

    /** At ONE nothing is decided: each goes by its own clock. */
    @Test
    void whereEachReplicasClockDecidesReadersGoBackwards() {
        put(1, expiring("v", TTL));
        cluster.settle();
        assertThat(readStale(2)).isEmpty();
        assertThat(readStale(1)).containsExactly("v");
    }

    private List<String> readStale(int through) {
        GetRequest one = new GetRequest(key, RequestOptions.DEFAULT.with(Level.ONE));
        return values(cluster.await(cluster.startGet(through, one)).result());
    }

    @Test
    void itLivesItsTimeByTheClocksOfThoseWhoAreAsked() {
        put(1, TestCluster.request(key, "first", Optional.empty()));
        put(1, expiring("v", Duration.ofSeconds(10)));
        cluster.world().time().advance(Duration.ofSeconds(9));
        assertThat(read(3)).containsExactly("v");
        cluster.world().time().advance(Duration.ofSeconds(2));
        assertThat(read(3)).isEmpty();
    }

    @Test
    void aConditionFindsTheStateThatItsProposersClockMakes() {
        WriteResult written = put(1, expiring("v", TTL));
        PutRequest onIt =
                TestCluster.request(key, "w", Optional.empty())
                        .when(new Condition.Matches(written.etag().orElseThrow()));
        assertThat(cluster.await(cluster.startPut(2, onIt)).code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(cluster.await(cluster.startPut(1, onIt)).code())
                .as("that was agreed on")
                .isEqualTo(ErrorCode.CONFLICT);
        PutRequest onNone =
                TestCluster.request(key, "x", Optional.empty()).when(new Condition.Absent());
        put(1, onNone);
        assertThat(read(2)).as("without a time it stays").containsExactly("x");
    }
}
