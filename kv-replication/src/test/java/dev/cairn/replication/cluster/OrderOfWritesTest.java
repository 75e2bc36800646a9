package dev.cairn.replication.cluster;

import static dev.cairn.replication.cluster.TestCluster.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.BlindWrites;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Consistency.Level;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.WriteResult;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import dev.cairn.replication.resolve.LastWriteWins;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What order writes of a key are given, by time or one after another, and what each of the rules is
 * for (CORRECTNESS rules 6, 7 and 12).
 */
class OrderOfWritesTest {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final TestCluster cluster = TestCluster.of(3);
    private final Key key = cluster.keyOwnedBy(1);

    private static BucketProperties resolvedBy(String resolver) {
        return new BucketProperties(
                1,
                3,
                Level.QUORUM,
                Level.QUORUM,
                resolver,
                Mode.EVENTUAL,
                BlindWrites.SIBLING,
                Optional.empty(),
                10 * 1024,
                32);
    }

    private Call<WriteResult> put(int through, String value) {
        return cluster.startPut(through, TestCluster.request(key, value, Optional.empty()));
    }

    private List<String> read() {
        cluster.settle();
        return values(cluster.get(3, key));
    }

    @Test
    void aWriteBesideOneFromTheFutureIsRefused() {
        assertThat(writeBesideOneFromTheFuture().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void withoutTheRefusalItIsAcknowledgedAndLost() {
        cluster.resolve("lww", new BlindToTime(new LastWriteWins()));
        writeBesideOneFromTheFuture().result();
        assertThat(read()).containsExactly("future");
    }

    /** Goes by time, and does not tell who stamps writes. */
    private record BlindToTime(ConflictResolver resolver) implements ConflictResolver {
        @Override
        public Item collapse(Item joined) {
            return resolver.collapse(joined);
        }

        @Override
        public List<Version> resolve(List<Version> live) {
            return resolver.resolve(live);
        }
    }

    /** Through n2, of a key that n1 wrote while its clock was two hours ahead. */
    private Call<WriteResult> writeBesideOneFromTheFuture() {
        cluster.set("default", resolvedBy("lww"));
        cluster.node(1).stop();
        cluster.node(1).clockAhead(Duration.ofHours(2));
        cluster.node(1).restart();
        cluster.await(put(1, "future")).result();
        cluster.settle();
        return cluster.await(put(2, "present"));
    }

    @Test
    void twoWritesOfAKeyAtOnceAreMadeOneAfterTheOther() {
        assertThat(writeTwiceAtOnce(false)).containsExactlyInAnyOrder("first", "a", "b");
    }

    @Test
    void madeBesideEachOtherOneTakesTheOthersDotAndIsLost() {
        assertThat(writeTwiceAtOnce(true)).hasSize(2);
    }

    /** Through n1, whose disk has to be asked. */
    private List<String> writeTwiceAtOnce(boolean besideEachOther) {
        cluster.set("default", resolvedBy("siblings"));
        cluster.await(put(1, "first")).result();
        cluster.settle();
        cluster.node(1).engine().blockingReads(1);
        Call<WriteResult> one = put(1, "a");
        Call<WriteResult> other = put(1, "b");
        int before = cluster.node(1).disk().log().size();
        cluster.world().time().runUntil(() -> cluster.node(1).disk().log().size() > before, SOON);
        cluster.node(1).engine().readsWhatWasBefore(besideEachOther);
        cluster.await(one).result();
        cluster.await(other).result();
        cluster.node(1).engine().readsWhatWasBefore(false);
        return read();
    }

    @Test
    void aBucketThatHoldsDataKeepsItsResolver() {
        assertThat(afterAChangeOfResolver()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whereMembersDoNotSayThatTheyHoldSomeAcknowledgedWritesAreLost() {
        Mutations.holdingNothing(cluster.network());
        assertThat(afterAChangeOfResolver()).hasSize(1);
    }

    /** Asked for through n3, which has missed all, of a bucket with two siblings. */
    private List<String> afterAChangeOfResolver() {
        cluster.set("default", resolvedBy("siblings"));
        cluster.cut(1, 3);
        cluster.cut(2, 3);
        cluster.await(put(1, "a")).result();
        cluster.await(put(2, "b")).result();
        cluster.heal();
        cluster.close("default", true);
        Call<Boolean> holds = new Call<>();
        cluster.node(3)
                .onLane(replication ->
                        replication.holds("default", 1, Duration.ofSeconds(5), holds));
        if (!cluster.await(holds).result()) {
            cluster.set("default", resolvedBy("lww"));
        }
        cluster.close("default", false);
        return read();
    }
}
