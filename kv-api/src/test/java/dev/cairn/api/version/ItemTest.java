package dev.cairn.api.version;

import static dev.cairn.api.version.Replicas.actor;
import static dev.cairn.api.version.Versions.tombstone;
import static dev.cairn.api.version.Versions.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ItemTest {
    private static final ActorId N1 = actor(1, 0);
    private static final ActorId N2 = actor(2, 0);
    private static final ActorId N3 = actor(3, 0);

    private static Item write(Item at, ActorId through, CausalContext past, String text) {
        return at.with(value(new Dot(through, at.seen().max(through) + 1), past, text));
    }

    /** The example of Dynamo, section 4.4 and figure 3, with n1, n2, n3 for Sx, Sy, Sz. */
    @Test
    void theExampleOfVectorClocksComesOutAsInThePaper() {
        Item d1 = write(Item.EMPTY, N1, CausalContext.EMPTY, "D1");
        assertClocks(d1, Map.of("n1", 1L));
        Item d2 = write(d1, N1, d1.seen(), "D2");
        assertClocks(d2, Map.of("n1", 2L));
        Item d3 = write(d2, N2, d2.seen(), "D3");
        assertClocks(d3, Map.of("n1", 2L, "n2", 1L));
        Item d4 = write(d2, N3, d2.seen(), "D4");
        assertClocks(d4, Map.of("n1", 2L, "n3", 1L));
        Item conflict = d3.join(d4);
        assertClocks(conflict, Map.of("n1", 2L, "n2", 1L), Map.of("n1", 2L, "n3", 1L));
        Item d5 = write(d2.join(conflict), N1, conflict.seen(), "D5");
        assertClocks(d5, Map.of("n1", 3L, "n2", 1L, "n3", 1L));
        for (Item replica : List.of(d1, d2, d3, d4, conflict, d5)) {
            assertThat(replica.join(d5)).isEqualTo(d5);
        }
    }

    @SafeVarargs
    private static void assertClocks(Item item, Map<String, Long>... clocks) {
        assertThat(item.versions())
                .extracting(version -> Map.copyOf(version.clock().counters()))
                .containsExactlyInAnyOrder(clocks);
    }

    @Test
    void aWriteWithoutContextBecomesASibling() {
        Item first = write(Item.EMPTY, N1, CausalContext.EMPTY, "first");
        Item both = write(first, N1, CausalContext.EMPTY, "second");
        assertThat(both.versions())
                .extracting(version -> version.value().utf8())
                .containsExactly("first", "second");
    }

    @Test
    void theTokenOfAWriteDoesNotCoverTheSiblingItsWriterHasNotSeen() {
        Item first = write(Item.EMPTY, N1, CausalContext.EMPTY, "unseen by the second writer");
        Item both = write(first, N1, CausalContext.EMPTY, "second");
        CausalContext tokenOfSecond = both.versions().getLast().context();
        Item third = write(both, N1, tokenOfSecond, "third");
        assertThat(third.versions())
                .extracting(version -> version.value().utf8())
                .containsExactly("unseen by the second writer", "third");
    }

    @Test
    void aStaleReplicaDoesNotBringBackWhatWasDeleted() {
        Item written = write(Item.EMPTY, N1, CausalContext.EMPTY, "a");
        Item deleted = written.with(tombstone(new Dot(N1, 2), written.seen()));
        assertThat(written.join(deleted)).isEqualTo(deleted);
        assertThat(deleted.join(written).live(0)).isEmpty();
    }

    @Test
    void aVersionIsLiveUntilItExpires() {
        Dot dot = new Dot(N1, 1);
        Version expiring =
                new Version(
                        dot,
                        CausalContext.EMPTY,
                        HybridTimestamp.ZERO,
                        0,
                        Bytes.utf8("a"),
                        false,
                        OptionalLong.of(100),
                        Optional.empty());
        Item item = Item.EMPTY.with(expiring);
        assertThat(item.live(99)).containsExactly(expiring);
        assertThat(item.live(100)).isEmpty();
    }

    @Test
    void anExpiredVersionThatTurnedIntoATombstoneWinsOverItsValue() {
        Dot dot = new Dot(N1, 1);
        Item full = Item.EMPTY.with(value(dot, CausalContext.EMPTY, "value"));
        Item expired = Item.EMPTY.with(tombstone(dot, CausalContext.EMPTY));
        assertThat(full.join(expired)).isEqualTo(expired);
        assertThat(expired.join(full)).isEqualTo(expired);
    }

    @Test
    void replicasConvergeEvenWhenADotWasMintedTwice() {
        Dot dot = new Dot(N1, 1);
        Item one = Item.EMPTY.with(value(dot, CausalContext.EMPTY, "one"));
        Item two = Item.EMPTY.with(value(dot, CausalContext.EMPTY, "two"));
        assertThat(one.join(two)).isEqualTo(two.join(one));
    }

    @Test
    void keepingFewerOrOtherVersionsKeepsWhatWasSeen() {
        Item both =
                write(
                        write(Item.EMPTY, N1, CausalContext.EMPTY, "a"),
                        N1,
                        CausalContext.EMPTY,
                        "b");
        Item one = both.keeping(List.of(both.versions().getFirst()));
        assertThat(one.seen()).isEqualTo(both.seen());
        assertThat(one.versions()).hasSize(1);
        Version combined = value(both.versions().getFirst().dot(), CausalContext.EMPTY, "combined");
        assertThat(one.keeping(List.of(combined)).versions()).containsExactly(combined);
        assertThat(both.keeping(both.versions())).isSameAs(both);
    }

    @Test
    void aVersionCannotBeItsOwnPastAndATombstoneHasNoValue() {
        Dot dot = new Dot(N1, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> value(dot, CausalContext.of(dot, 0), "a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Version(
                                dot,
                                CausalContext.EMPTY,
                                HybridTimestamp.ZERO,
                                0,
                                Bytes.utf8("a"),
                                true,
                                OptionalLong.empty(),
                                Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dot(N1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dot(N1, Dot.MAX_COUNTER + 1));
    }
}
