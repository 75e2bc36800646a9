package dev.cairn.api.version;

import static dev.cairn.api.version.Replicas.actor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CausalContextTest {
    private static CausalContext dots(ActorId actor, long... counters) {
        CausalContext context = CausalContext.EMPTY;
        for (long counter : counters) {
            context = context.with(new Dot(actor, counter), 1_000 + counter);
        }
        return context;
    }

    @Test
    void aDotBeyondAGapIsDetachedUntilTheGapCloses() {
        ActorId n1 = actor(1, 0);
        CausalContext gap = dots(n1, 1, 2, 5);
        assertThat(gap.contains(new Dot(n1, 2))).isTrue();
        assertThat(gap.contains(new Dot(n1, 3))).isFalse();
        assertThat(gap.contains(new Dot(n1, 5))).isTrue();
        assertThat(gap.max(n1)).isEqualTo(5);
        assertThat(gap.with(new Dot(n1, 4), 0).with(new Dot(n1, 3), 0))
                .isEqualTo(dots(n1, 1, 2, 3, 4, 5));
    }

    @Test
    void theOrderInWhichDotsComeDoesNotMatter() {
        ActorId n1 = actor(1, 0);
        assertThat(dots(n1, 7, 1, 3, 2, 6)).isEqualTo(dots(n1, 1, 2, 3, 6, 7));
    }

    @Test
    void nothingCoversLessThanItselfAndEverythingCoversNothing() {
        ActorId n1 = actor(1, 0);
        assertThat(dots(n1, 2).covers(dots(n1, 1))).isFalse();
        assertThat(dots(n1, 1, 2).covers(dots(n1, 2))).isTrue();
        assertThat(dots(n1, 2).covers(CausalContext.EMPTY)).isTrue();
        assertThat(CausalContext.EMPTY.covers(dots(n1, 1))).isFalse();
        assertThat(dots(n1, 1).covers(dots(actor(1, 1), 1))).isFalse();
    }

    @Test
    @Timeout(5)
    void coveringIsDecidedAtOnceHoweverManyDotsAreClaimed() {
        ActorId n1 = actor(1, 0);
        CausalContext huge =
                CausalContext.ofEntries(
                        List.of(new CausalEntry(n1, Dot.MAX_COUNTER, CausalEntry.NONE, 0)));
        assertThat(dots(n1, 1, 3).covers(huge)).isFalse();
        assertThat(huge.covers(dots(n1, 1, 3))).isTrue();
        assertThat(huge.join(dots(n1, 1, 3))).isEqualTo(huge);
    }

    @Test
    void cuttingKeepsTheMostRecentlyActive() {
        CausalContext context = CausalContext.EMPTY;
        long[] seconds = {500, 100, 400, 200, 300};
        for (int i = 0; i < seconds.length; i++) {
            context = context.with(new Dot(actor(i + 1, 0), 1), seconds[i]);
        }
        assertThat(context.cut(5)).isSameAs(context);
        assertThat(context.cut(3).clock())
                .isEqualTo(VectorClock.of(Map.of("n1", 1L, "n3", 1L, "n5", 1L)));
        assertThat(context.covers(context.cut(1))).isTrue();
        assertThat(context.cut(1).size()).isEqualTo(1);
    }

    @Test
    void cuttingTellsTimesApartBeyond2038() {
        CausalContext context =
                CausalContext.of(new Dot(actor(1, 0), 1), 1_767_225_600L)
                        .with(new Dot(actor(2, 0), 1), 2_500_000_000L);
        assertThat(context.cut(1).clock()).isEqualTo(VectorClock.of(Map.of("n2", 1L)));
    }

    @Test
    void theTimeOfAnActorIsThatOfItsLargestDot() {
        ActorId n1 = actor(1, 0);
        CausalContext late = CausalContext.of(new Dot(n1, 1), 900).with(new Dot(n1, 2), 100);
        CausalContext other = CausalContext.of(new Dot(actor(2, 0), 1), 500);
        assertThat(late.join(other).cut(1)).isEqualTo(other);
    }

    @Test
    void theSecondEpochOfANodeIsToldApartInTheClock() {
        NodeId n1 = new NodeId("n1");
        CausalContext context =
                CausalContext.of(new Dot(new ActorId(n1, 7, 0), 3), 0)
                        .with(new Dot(new ActorId(n1, 5, 1), 2), 0)
                        .with(new Dot(new ActorId(n1, 6, 1), 1), 0)
                        .with(new Dot(new ActorId(new NodeId("n10"), 7, 0), 4), 0);
        assertThat(context.clock())
                .isEqualTo(VectorClock.of(Map.of("n1", 3L, "n1#2", 2L, "n1#3", 1L, "n10", 4L)));
    }

    @Test
    void theLastActorThatIsWantedIsTheOneOfTheHighestEpoch() {
        CausalContext context =
                dots(actor(1, 1), 1).join(dots(actor(1, 4), 1)).join(dots(actor(2, 9), 1));
        NodeId n1 = new NodeId("n1");
        assertThat(context.lastActor(actor -> actor.node().equals(n1), actor(1, 5)))
                .isEqualTo(actor(1, 4));
        assertThat(context.lastActor(actor -> actor.epoch() == 7, actor(1, 5)))
                .isEqualTo(actor(1, 5));
    }

    @Test
    void aClockDescendsFromAnotherThatIsNowhereAhead() {
        VectorClock d2 = VectorClock.of(Map.of("n1", 2L));
        VectorClock d3 = VectorClock.of(Map.of("n1", 2L, "n2", 1L));
        VectorClock d4 = VectorClock.of(Map.of("n1", 2L, "n3", 1L));
        assertThat(d3.descends(d2)).isTrue();
        assertThat(d3.descends(d3)).isTrue();
        assertThat(d2.descends(d3)).isFalse();
        assertThat(d3.descends(d4)).isFalse();
    }
}
