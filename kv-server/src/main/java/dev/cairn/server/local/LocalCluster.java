package dev.cairn.server.local;

import dev.cairn.server.http.HttpCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The processes of a local cluster, from their start until all have ended. For one thread, but for
 * the callback that tells of a node's end.
 */
public final class LocalCluster implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /**
     * A small heap, a collector without threads of its own, and only the quick compiler: three
     * nodes share the machine, and three optimizing compilers took a third of two cores for the
     * first quarter minute, which is when most local clusters are used. Measured in
     * docs/decisions/008; what KV_JAVA_OPTS says wins.
     */
    private static final String JAVA_OPTIONS =
            "-XX:+UseSerialGC -Xms64m -Xmx256m -XX:TieredStopAtLevel=1";

    private final List<ChildNode> children = new ArrayList<>();
    private final Launch launch;
    private final Duration stopLimit;
    private final Consumer<String> tell;
    private volatile boolean quiet;

    private LocalCluster(Launch launch, Duration stopLimit, Consumer<String> tell) {
        this.launch = launch;
        this.stopLimit = stopLimit;
        this.tell = tell;
    }

    /**
     * Starts every node.
     *
     * @param stopLimit how long a node may take to end when it is asked to
     * @param tell hears of nodes that end without being asked to, once the cluster was ready
     */
    public static LocalCluster start(
            List<NodePlan> plans, Launch launch, Duration stopLimit, Consumer<String> tell)
            throws IOException {
        LocalCluster cluster = new LocalCluster(launch, stopLimit, tell);
        cluster.quiet = true;
        try {
            for (NodePlan plan : plans) {
                cluster.children.add(ChildNode.start(plan, launch, JAVA_OPTIONS));
            }
            return cluster;
        } catch (IOException failed) {
            cluster.close();
            throw failed;
        }
    }

    /**
     * Waits until all serve; false when {@code giveUp} says so first. Throws {@link LocalException}
     * when a node ends meanwhile.
     *
     * @param credentials of somebody who may write
     */
    public boolean awaitReady(BooleanSupplier giveUp, HttpCredentials credentials)
            throws InterruptedException {
        Readiness readiness =
                new Readiness(children.stream().map(ChildNode::plan).toList(), credentials);
        for (ChildNode child : children) {
            if (!await(giveUp, () -> readiness.isReady(child.plan()))) {
                return false;
            }
        }
        boolean ready =
                await(giveUp, () -> readiness.quorumAnswers(Long.toString(System.nanoTime())));
        quiet = false;
        for (ChildNode child : children) {
            child.onExit().thenRun(() -> ended(child));
        }
        return ready;
    }

    private boolean await(BooleanSupplier giveUp, BooleanSupplier condition)
            throws InterruptedException {
        while (!giveUp.getAsBoolean()) {
            for (ChildNode child : children) {
                if (!child.isAlive()) {
                    throw new LocalException(
                            child.plan().id() + " did not start: " + child.lastWords());
                }
            }
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return false;
    }

    /** Whether any node is left. */
    public boolean isAlive() {
        return children.stream().anyMatch(ChildNode::isAlive);
    }

    private void ended(ChildNode child) {
        if (!quiet) {
            NodePlan plan = child.plan();
            String log = launch.shown().apply(plan.log());
            tell.accept(
                    plan.id()
                            + " ended with exit code "
                            + child.exitCode()
                            + " (log: "
                            + log
                            + "); the others go on. Restart it alone with:\n  "
                            + launch.command(plan));
        }
    }

    /** Asks every node to drain and end, and waits for it. */
    @Override
    public void close() {
        quiet = true;
        children.forEach(ChildNode::requestStop);
        try {
            for (ChildNode child : children) {
                child.awaitStop(stopLimit);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
