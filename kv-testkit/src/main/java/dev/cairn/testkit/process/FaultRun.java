package dev.cairn.testkit.process;

import dev.cairn.api.KeyValueService;
import dev.cairn.testkit.cluster.Verdict;
import dev.cairn.testkit.cluster.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Clients on a cluster of real processes, one fault after another while they go on, and in the end
 * whether the cluster kept its word.
 *
 * <pre>{@code
 * FaultRun run = FaultRun.start(cluster, plan, seed, System.err::println);
 * assertThat(run.finish(List.of(ProcessFault.KILL, ProcessFault.PAUSE)).wrong()).isEmpty();
 * }</pre>
 *
 * <p>A fault ends when the cluster is whole again: every member alive in everybody's eyes, nothing
 * left to rebuild or to move. What does not come within two minutes fails the run with an {@link
 * AssertionError}.
 */
public final class FaultRun {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final ProcessCluster cluster;
    private final Consumer<String> tell;
    private final ProcessStage stage;
    private final RandomGenerator random;
    private final Workload load;

    /**
     * What is done to a node; answers how long the others took to hold it for dead, if they did.
     */
    private interface Deed {
        Optional<Duration> to(NodeProcess victim) throws IOException;
    }

    /** Something to be seen at the nodes' ports. */
    private interface Sight {
        boolean isThere() throws IOException;
    }

    private FaultRun(
            ProcessCluster cluster,
            Workload.Plan plan,
            long seed,
            Consumer<String> tell,
            List<? extends KeyValueService> others) {
        this.cluster = cluster;
        this.tell = tell;
        this.stage = new ProcessStage(cluster, seed, tell, others);
        this.random = new Random(~seed);
        this.load = Workload.start(stage, plan);
    }

    /**
     * Clients on a cluster that is whole and that nobody else uses.
     *
     * @param plan what the clients do
     * @param seed decides what they ask and who is struck, though not when it is answered
     * @param tell hears of each step and of the first failures in it, a line at a time
     */
    public static FaultRun start(
            ProcessCluster cluster, Workload.Plan plan, long seed, Consumer<String> tell) {
        return start(cluster, plan, seed, tell, List.of());
    }

    /**
     * As {@link #start(ProcessCluster, Workload.Plan, long, Consumer)}, where clients ask {@code
     * others} as often as a node: libraries that find living nodes by themselves, so that none of
     * their requests may fail. They may answer on any thread, and are the caller's to close.
     */
    public static FaultRun start(
            ProcessCluster cluster,
            Workload.Plan plan,
            long seed,
            Consumer<String> tell,
            List<? extends KeyValueService> others) {
        return new FaultRun(cluster, plan, seed, tell, others);
    }

    /** Does the faults in their order, stops the clients, and reads everything back. */
    public FaultReport finish(List<ProcessFault> faults) throws IOException {
        for (ProcessFault fault : faults) {
            strike(fault);
        }
        return new FaultReport(stage.journal().steps(), load.finish(), load.acknowledged());
    }

    /** Reads everything back once more, from the same cluster started again. */
    public Verdict verdict(ProcessCluster again) {
        return load.verdict(new ProcessStage(again, 0, tell, List.of()));
    }

    private void strike(ProcessFault fault) throws IOException {
        switch (fault) {
            case KILL -> step("kill", anyone(), this::kill);
            case PAUSE -> step("pause", anyone(), this::pause);
            case LOSE_DISK -> step("lose the disk of", anyone(), this::loseDisk);
            case JOIN_AND_LEAVE -> {
                NodeProcess joiner = cluster.join();
                step("join", joiner, this::join);
                step("leave", joiner, this::leave);
            }
            case STRANGERS -> strangers();
        }
    }

    /** Nobody is struck: all nodes go on. */
    private void strangers() throws IOException {
        stage.journal().begin(Siege.VISITS + " strangers");
        new Siege(stage, tell).run(cluster.authority(), random.nextLong());
        stage.journal().end(Optional.empty());
    }

    private NodeProcess anyone() {
        List<NodeProcess> living = stage.living();
        return living.get(random.nextInt(living.size()));
    }

    private void step(String what, NodeProcess victim, Deed deed) throws IOException {
        stage.journal().begin(what + " " + victim.name());
        Optional<Duration> detection = deed.to(victim);
        stage.run(A_WHILE);
        stage.journal().end(detection);
    }

    private Optional<Duration> kill(NodeProcess victim) throws IOException {
        stage.shut(victim);
        victim.kill();
        Duration detection = untilDead(victim);
        stage.run(A_WHILE);
        victim.start();
        awaitWhole(victim);
        return Optional.of(detection);
    }

    private Optional<Duration> pause(NodeProcess victim) throws IOException {
        stage.shut(victim);
        victim.pause();
        Duration detection = untilDead(victim);
        stage.run(A_WHILE);
        victim.resume();
        awaitWhole(victim);
        return Optional.of(detection);
    }

    private Optional<Duration> loseDisk(NodeProcess victim) throws IOException {
        stage.shut(victim);
        victim.kill();
        victim.loseDisk();
        victim.start();
        awaitWhole(victim);
        return Optional.empty();
    }

    private Optional<Duration> join(NodeProcess joiner) throws IOException {
        awaitWhole(joiner);
        return Optional.empty();
    }

    /** Its clients go elsewhere first, as behind a load balancer: it may refuse them any moment. */
    private Optional<Duration> leave(NodeProcess leaver) throws IOException {
        stage.shut(leaver);
        AdminPort other = stage.living().getFirst().admin();
        await(
                "taken for leaving",
                leaver,
                () -> {
                    other.leave(leaver.name());
                    return true;
                });
        await("let go", leaver, () -> allSee(leaver, MemberView::isGone) && isAllWhole());
        cluster.forget(leaver);
        return Optional.empty();
    }

    /** How long it takes from now until every living node holds the victim for dead. */
    private Duration untilDead(NodeProcess victim) {
        long began = System.nanoTime();
        await(
                "held for dead",
                victim,
                () -> allSee(victim, member -> member.liveness().equals("DEAD")));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Lets clients ask the node once it serves, and waits until the cluster is whole with it. */
    private void awaitWhole(NodeProcess newcomer) {
        await("ready", newcomer, () -> newcomer.admin().isReady());
        stage.open(newcomer);
        await("whole", newcomer, () -> allSee(newcomer, FaultRun::isWhole) && isAllWhole());
    }

    private boolean isAllWhole() throws IOException {
        for (NodeProcess node : stage.living()) {
            List<MemberView> members = node.admin().members();
            if (!members.stream().allMatch(member -> member.isGone() || isWhole(member))
                    || node.admin().isChanging()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(MemberView member) {
        return member.state().equals("ACTIVE")
                && member.liveness().equals("ALIVE")
                && member.rebuildingSlices() == 0;
    }

    private boolean allSee(NodeProcess member, Predicate<MemberView> what) throws IOException {
        for (NodeProcess node : stage.living()) {
            if (node.admin().member(member.name()).filter(what).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Lets the clients go on until it is there; a node that does not answer does not show it. */
    private void await(String what, NodeProcess node, Sight sight) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!shows(sight)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(node.name() + " was not " + what + " within " + LIMIT);
            }
            stage.run(LOOK_AGAIN);
        }
    }

    private static boolean shows(Sight sight) {
        try {
            return sight.isThere();
        } catch (IOException notNow) {
            return false;
        }
    }
}
