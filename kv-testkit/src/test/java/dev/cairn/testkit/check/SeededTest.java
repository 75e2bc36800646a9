package dev.cairn.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

final class SeededTest {
    private static final Set<Long> SEEDS = new LinkedHashSet<>();
    private static final Set<Long> DRAWN = new LinkedHashSet<>();

    @Seeded(cases = 3)
    void everyCaseHasASeedAndAGeneratorOfItsOwn(long seed, RandomGenerator random) {
        assertThat(SEEDS.add(seed)).isTrue();
        assertThat(DRAWN.add(random.nextLong())).isTrue();
    }

    @Test
    void aFailureNamesItsSeedAndTheCommandThatReplaysIt() {
        List<Throwable> failures = run(Failing.class, Status.FAILED);
        assertThat(failures).hasSize(4);
        assertThat(failures.getFirst())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("on purpose")
                .hasMessageContaining("-Dcairn.seed=0x")
                .hasMessageContaining("-Dtest=Failing#fails")
                .hasRootCauseMessage("on purpose");
    }

    @Test
    void aGivenSeedRunsAlone() {
        System.setProperty("cairn.seed", "0x2a");
        try {
            assertThat(run(Failing.class, Status.FAILED))
                    .singleElement()
                    .satisfies(failure ->
                            assertThat(failure).hasMessageContaining("-Dcairn.seed=0x2a"));
        } finally {
            System.clearProperty("cairn.seed");
        }
    }

    @Test
    void moreCasesThanUsualMayBeAskedFor() {
        System.setProperty("cairn.cases", "7");
        try {
            assertThat(run(Failing.class, Status.FAILED)).hasSize(7);
        } finally {
            System.clearProperty("cairn.cases");
        }
    }

    @Test
    void aCaseThatDoesNotApplyIsNoFailure() {
        assertThat(run(NotApplying.class, Status.ABORTED)).hasSize(2);
    }

    private static List<Throwable> run(Class<?> testClass, Status wanted) {
        List<Throwable> thrown = new ArrayList<>();
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(testClass)).build();
        LauncherFactory.create()
                .execute(
                        request,
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(
                                    TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest() && result.getStatus() == wanted) {
                                    result.getThrowable().ifPresent(thrown::add);
                                }
                            }
                        });
        return thrown;
    }

    static final class Failing {
        @Seeded(cases = 4)
        void fails() {
            throw new IllegalStateException("on purpose");
        }
    }

    static final class NotApplying {
        @Seeded(cases = 2)
        void doesNotApply() {
            Assumptions.abort("never");
        }
    }
}
