package dev.cairn.api.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ForSeeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    @Test
    void pausesGrowToTheMostAndBeginAnewAfterASuccess() {
        ForSeeds.check(
                20,
                random -> {
                    Backoff backoff =
                            new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), random);
                    for (int expected : new int[] {10, 20, 40, 50, 50}) {
                        assertThat(backoff.next())
                                .isBetween(
                                        Duration.ofMillis(expected / 2),
                                        Duration.ofMillis(expected));
                    }
                    backoff.reset();
                    assertThat(backoff.next())
                            .isBetween(Duration.ofMillis(5), Duration.ofMillis(10));
                    backoff.slowest();
                    assertThat(backoff.next())
                            .isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
                });
    }
}
