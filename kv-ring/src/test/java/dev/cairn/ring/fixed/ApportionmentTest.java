package dev.cairn.ring.fixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ApportionmentTest {
    @Test
    void seatsFollowWeights() {
        assertThat(Apportionment.of(List.of(1, 2, 4), 70)).containsExactly(10, 20, 40);
        assertThat(Apportionment.of(List.of(1, 1, 1), 16)).containsExactly(6, 5, 5);
    }

    @Test
    void everyPartyGetsASeatHoweverSmall() {
        assertThat(Apportionment.of(List.of(1, 1000), 16)).containsExactly(1, 15);
    }

    @Seeded(cases = 50)
    void allSeatsAreGivenAndANewcomerMakesNobodyGain(RandomGenerator random) {
        List<Integer> weights = new ArrayList<>();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            weights.add(1 + random.nextInt(20));
        }
        int[] before = Apportionment.of(weights, 256);
        assertThat(Arrays.stream(before).sum()).isEqualTo(256);
        weights.add(1 + random.nextInt(20));
        int[] after = Apportionment.of(weights, 256);
        for (int party = 0; party < before.length; party++) {
            assertThat(after[party]).isLessThanOrEqualTo(before[party]);
        }
    }
}
