package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.Linearizability.Violated;
import dev.cairn.testkit.check.Seeded;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Registers and topology stay linearizable under every fault the simulator has, voters changing all
 * the while; and the checker sees it when one of the rules is left out. What the storage id is for,
 * {@link SafetyTest} tells.
 */
class RegisterLinearizabilityTest {
    private static final Duration FAULTY = Duration.ofSeconds(30);

    @Seeded(cases = 15)
    void readsAndChangesAreLinearizableWhileVotersChange(long seed) {
        assertLinearizable(seed);
    }

    @Tag("long")
    @Seeded(cases = 2000)
    void soTheyAreInTwoThousandWorlds(long seed) {
        assertLinearizable(seed);
    }

    /**
     * Here a node that lags is asked again for an epoch that was set long before, and says that it
     * was.
     */
    @Test
    void whoAsksAgainForWhatWasSetMayBeToldSoByANodeThatLags() {
        assertLinearizable(0x405d_f432_fdf9_3a08L);
    }

    private static void assertLinearizable(long seed) {
        RegisterRun run = new RegisterRun(seed, Mutation.NONE).run(FAULTY);
        assertThat(run.plainVerdict()).isNotInstanceOf(Violated.class);
        assertThat(run.topologyVerdict()).isNotInstanceOf(Violated.class);
        run.world().assertAgreed();
    }

    @Test
    void theRunsDoWhatTheyAreFor() {
        long answered = 0;
        long voterChanges = 0;
        for (long seed = 0; seed < 3; seed++) {
            RegisterRun run = new RegisterRun(seed, Mutation.NONE).run(FAULTY);
            answered += run.answered();
            voterChanges += run.voterChanges();
        }
        assertThat(answered).as("requests answered in three runs").isGreaterThan(400);
        assertThat(voterChanges).as("epochs set in three runs").isGreaterThan(30);
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_MAJORITY", "NO_SEAL", "ANSWER_BEFORE_SYNC"})
    void withoutOneOfTheRulesTheyAreNot(Mutation mutation) {
        assertThat(
                        LongStream.range(15, 80)
                                .anyMatch(seed ->
                                        !new RegisterRun(seed, mutation).run(FAULTY).isClean()))
                .as("some run without the rule shows a violation")
                .isTrue();
    }
}
