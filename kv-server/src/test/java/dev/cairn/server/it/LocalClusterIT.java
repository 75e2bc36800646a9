package dev.cairn.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Consistency;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.Address;
import dev.cairn.testkit.cluster.Workload;
import dev.cairn.testkit.process.FaultReport;
import dev.cairn.testkit.process.FaultRun;
import dev.cairn.testkit.process.FreePorts;
import dev.cairn.testkit.process.NodeProcess;
import dev.cairn.testkit.process.ProcessCluster;
import dev.cairn.testkit.process.ProcessFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code kv start} runs keeps every acknowledged write and goes on, whatever happens to one
 * node.
 */
class LocalClusterIT {
    private static final RequestOptions QUORUM =
            RequestOptions.DEFAULT.with(Consistency.Level.QUORUM);
    private static final Workload.Plan LOAD =
            new Workload.Plan("key-", 300, 8, Duration.ofMillis(10), QUORUM);

    @TempDir Path folder;

    private final int basePort = FreePorts.base(4);

    private ProcessCluster start() throws IOException, InterruptedException {
        return ProcessCluster.start(Kv.LAUNCHER, folder, basePort, List.of(ClusterSteps.REGISTERS));
    }

    @Test
    @Timeout(400)
    void losesNoAcknowledgedWriteWhateverIsKilled() throws IOException, InterruptedException {
        FaultRun run;
        try (ProcessCluster cluster = start()) {
            ClusterSteps.answersThroughEveryNode(cluster);
            answersJavaScript(cluster.node("n2").http());
            ClusterSteps.comparesAndSets(cluster);
            run = FaultRun.start(cluster, LOAD, 1, System.err::println);
            keptItsWord(
                    run.finish(
                            List.of(
                                    ProcessFault.LOSE_DISK,
                                    ProcessFault.STRANGERS,
                                    ProcessFault.PAUSE,
                                    ProcessFault.JOIN_AND_LEAVE)));
            assertThat(cluster.errors())
                    .contains("Restart it alone with:")
                    .contains("kv server --set " + ClusterSteps.REGISTERS + " --config data/");
            ClusterSteps.losesEveryNode(cluster);
        }
        try (ProcessCluster again = start()) {
            assertThat(run.verdict(again).wrong()).isEmpty();
            NodeProcess dead = again.node("n3");
            dead.kill();
            ClusterSteps.hasNothingThatTheOthersLack(
                    folder, dead, again.node("n1"), again.node("n2"));
            ClusterSteps.stopsCleanly(again);
        }
    }

    @Test
    @Tag("long")
    @Timeout(1200)
    void losesNoAcknowledgedWriteHoweverOftenNodesAreStruck()
            throws IOException, InterruptedException {
        List<ProcessFault> faults = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            faults.addAll(List.of(ProcessFault.values()));
        }
        Collections.shuffle(faults, new Random(1));
        try (ProcessCluster cluster = start()) {
            keptItsWord(FaultRun.start(cluster, LOAD, 2, System.err::println).finish(faults));
        }
    }

    @Test
    @Tag("long")
    @Timeout(1200)
    void keepsItsWordWithTlsWhoeverComes() throws IOException, InterruptedException {
        try (ProcessCluster cluster =
                ProcessCluster.start(Kv.LAUNCHER, folder, basePort, true, List.of())) {
            FaultRun run = FaultRun.start(cluster, LOAD, 3, System.err::println);
            keptItsWord(run.finish(List.of(ProcessFault.values())));
        }
    }

    private static void keptItsWord(FaultReport report) {
        assertThat(report.wrong()).isEmpty();
        assertThat(report.acknowledged()).isGreaterThan(1_000);
    }

    /** The ports of RESP and gRPC come before that of HTTP. */
    private static void answersJavaScript(Address http) throws IOException, InterruptedException {
        if (JavaScript.isInstalled()) {
            JavaScript.run("redis.js", http.host() + ":" + (http.port() - 2));
            JavaScript.run("grpc.js", http.host() + ":" + (http.port() - 1));
        }
    }
}
