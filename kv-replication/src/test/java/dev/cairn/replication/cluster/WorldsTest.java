package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Seeded;
import org.junit.jupiter.api.Tag;

/**
 * Whatever world a seed draws, its promises are kept. {@code ./kv soak --seeds 50000} runs so many
 * new ones.
 */
class WorldsTest {
    @Seeded(cases = 50)
    void promisesAreKeptInAnyWorld(long seed) {
        assertThat(World.wrong(seed)).isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 1_000)
    void promisesAreKeptInManyWorlds(long seed) {
        assertThat(World.wrong(seed)).isEmpty();
    }

    @Seeded(cases = 10)
    void promisesAreKeptWhereMechanismsMeet(long seed) {
        assertThat(World.wrongWhereMechanismsMeet(seed)).isEmpty();
    }

    @Tag("long")
    @Seeded(cases = 300)
    void promisesAreKeptInManyWorldsWhereMechanismsMeet(long seed) {
        assertThat(World.wrongWhereMechanismsMeet(seed)).isEmpty();
    }
}
