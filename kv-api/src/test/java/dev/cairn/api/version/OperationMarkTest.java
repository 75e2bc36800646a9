package dev.cairn.api.version;

import static dev.cairn.api.version.Replicas.actor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Bytes;
import dev.cairn.api.OperationId;
import dev.cairn.api.version.OperationMark.State;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What an item remembers of writes that brought an id. */
final class OperationMarkTest {
    private static final ActorId N1 = actor(1, 0);
    private static final ActorId N2 = actor(2, 0);

    private static OperationId id(int number) {
        return new OperationId("op-" + number);
    }

    private static Version version(Dot dot, CausalContext past, int operation, long millis) {
        return new Version(
                dot,
                past,
                HybridTimestamp.ofMillis(millis),
                0,
                Bytes.utf8("v" + operation),
                false,
                OptionalLong.empty(),
                Optional.of(id(operation)));
    }

    private static Item write(Item at, ActorId through, int operation) {
        Dot dot = new Dot(through, at.seen().max(through) + 1);
        return at.with(version(dot, at.seen(), operation, 1_000 + operation));
    }

    @Test
    void aWriteIsKnownByItsVersionAndAfterwardsByItsMark() {
        Item first = write(Item.EMPTY, N1, 1);
        assertThat(first.marks()).isEmpty();
        assertThat(first.fate(id(1)).orElseThrow().dot()).contains(new Dot(N1, 1));
        Item second = write(first, N1, 2);
        assertThat(second.marks())
                .containsExactly(OperationMark.applied(id(1).tag(), new Dot(N1, 1), 1_001));
        assertThat(second.fate(id(1)).orElseThrow().dot()).contains(new Dot(N1, 1));
        assertThat(second.fate(id(3))).isEmpty();
        assertThat(second.lastOperationMillis()).isEqualTo(1_002);
    }

    @Test
    void theLastSixteenAreKept() {
        Item item = Item.EMPTY;
        for (int operation = 1; operation <= 18; operation++) {
            item = write(item, N1, operation);
        }
        assertThat(item.marks()).hasSize(OperationMark.MAX);
        assertThat(item.fate(id(1))).isEmpty();
        assertThat(item.fate(id(2))).isPresent();
        assertThat(item.remembersSince(1_001)).isFalse();
        assertThat(item.remembersSince(1_002)).isTrue();
        assertThat(ItemCodec.decode(ItemCodec.encode(item).segment())).isEqualTo(item);
    }

    @Test
    void ofOneWriteThroughTwoCoordinatorsTheFirstStays() {
        Item here = Item.EMPTY.with(version(new Dot(N1, 1), CausalContext.EMPTY, 1, 7));
        Item there = Item.EMPTY.with(version(new Dot(N2, 1), CausalContext.EMPTY, 1, 5));
        Item both = here.join(there);
        assertThat(both.versions()).hasSize(2);
        assertThat(both.once().versions()).extracting(Version::dot).containsExactly(new Dot(N2, 1));
        assertThat(both.once()).isEqualTo(there.join(here).once());
        assertThat(both.once().join(here).once()).isEqualTo(both.once());
        Item later = write(there, N2, 2);
        assertThat(later.join(here).once().versions())
                .as("the first was replaced, so the repeat is nothing new")
                .extracting(Version::dot)
                .containsExactly(new Dot(N2, 2));
    }

    @Test
    void aCancelledWriteNeverCountsWhateverComesFirst() {
        Item late = Item.EMPTY.with(version(new Dot(N1, 1), CausalContext.EMPTY, 1, 5));
        Item barred = Item.EMPTY.with(OperationMark.barred(id(1).tag(), 9));
        assertThat(barred.fate(id(1)).orElseThrow().state()).isEqualTo(State.BARRED);
        assertThat(barred.join(late).once().versions()).hasSize(1);
        assertThat(barred.join(late).fate(id(1)).orElseThrow().state()).isEqualTo(State.APPLIED);
        Item cancelled = barred.with(OperationMark.cancelled(id(1).tag(), 10));
        assertThat(cancelled.isEmpty()).isFalse();
        for (Item joined : List.of(cancelled.join(late), late.join(cancelled))) {
            assertThat(joined.once().versions()).isEmpty();
            assertThat(joined.fate(id(1)).orElseThrow().state()).isEqualTo(State.CANCELLED);
        }
    }

    @Test
    void aDotThatIsTakenForSeenNeverCounts() {
        Item late = write(Item.EMPTY, N1, 1);
        Item without = Item.EMPTY.without(new Dot(N1, 1), 0);
        assertThat(without.join(late).versions()).isEmpty();
        assertThat(late.without(new Dot(N1, 1), 0).versions()).isEmpty();
    }

    @Test
    void onlyWhatWasAppliedHasADot() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new OperationMark(1, State.BARRED, Optional.of(new Dot(N1, 1)), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OperationMark(1, State.APPLIED, Optional.empty(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> OperationMark.barred(1, -1));
    }
}
