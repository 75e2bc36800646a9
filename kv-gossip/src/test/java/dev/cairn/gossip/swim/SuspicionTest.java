package dev.cairn.gossip.swim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import org.junit.jupiter.api.Test;

/** Lifeguard, section IV.B. */
final class SuspicionTest {
    private static final long SHORTEST = 1_000;
    private static final long LONGEST = 3_000;

    @Test
    void theTimeToRefuteFallsWithTheLogarithmOfTheConfirmations() {
        assertThat(Suspicion.timeout(1, SHORTEST, LONGEST, 100)).isEqualTo(3_000);
        assertThat(Suspicion.timeout(2, SHORTEST, LONGEST, 100)).isEqualTo(2_000);
        assertThat(Suspicion.timeout(3, SHORTEST, LONGEST, 100)).isBetween(1_400L, 1_420L);
        assertThat(Suspicion.timeout(4, SHORTEST, LONGEST, 100)).isEqualTo(1_000);
    }

    @Test
    void whereFewCouldConfirmNobodyWaitsForMore() {
        assertThat(Suspicion.timeout(1, SHORTEST, LONGEST, 1)).isEqualTo(1_000);
        assertThat(Suspicion.timeout(1, SHORTEST, LONGEST, 2)).isEqualTo(3_000);
        assertThat(Suspicion.timeout(2, SHORTEST, LONGEST, 2)).isEqualTo(1_000);
    }

    @Test
    void anAccusationExpiresUnlessRepeated() {
        Suspicion suspicion = new Suspicion(0);
        suspicion.accuse(new NodeId("n1"), 0);
        suspicion.accuse(new NodeId("n2"), 500);
        assertThat(suspicion.accusers(1_000, 1_000)).isEqualTo(2);
        assertThat(suspicion.accusers(1_200, 1_000)).isEqualTo(1);
        suspicion.accuse(new NodeId("n2"), 1_200);
        assertThat(suspicion.accusers(2_000, 1_000)).isEqualTo(1);
        assertThat(suspicion.accusers(2_300, 1_000)).isZero();
    }
}
