package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract inside a test, to see it fail. */
final class ContractRun {
    private ContractRun() {}

    /** Runs these tests of the contract against a broken plugin; all must fail. */
    static void assertNoticed(Class<?> brokenPlugin, String... tests) {
        Set<String> wanted = Set.of(tests);
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(brokenPlugin))
                        .filters(
                                (PostDiscoveryFilter)
                                        found ->
                                                FilterResult.includedIf(
                                                        !(found.getSource().orElse(null)
                                                                        instanceof
                                                                        MethodSource method)
                                                                || wanted.contains(
                                                                        method.getMethodName())))
                        .build();
        Set<String> failed = new TreeSet<>();
        LauncherFactory.create()
                .execute(
                        request,
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(
                                    TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest() && result.getStatus() == Status.FAILED) {
                                    test.getSource()
                                            .ifPresent(source ->
                                                    failed.add(
                                                            ((MethodSource) source)
                                                                    .getMethodName()));
                                }
                            }
                        });
        assertThat(failed).containsExactlyInAnyOrder(tests);
    }
}
