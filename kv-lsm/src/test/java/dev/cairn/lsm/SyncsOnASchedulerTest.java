package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.SimulatedMachine;
import dev.cairn.testkit.sim.SimulatedProcess;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** An engine whose syncs are tasks of a scheduler, so that it runs in virtual time. */
final class SyncsOnASchedulerTest {
    private static final Duration SOON = Duration.ofMillis(10);

    /** Behind the headers of log and record; count, kind, key and the value's length. */
    private static final int FIRST_VALUE_AT = 32 + 21 + 5;

    private final Simulation world = new Simulation(1);
    private final SimulatedMachine machine = world.machine("m");
    private final List<Long> told = new ArrayList<>();

    private StorageEngine open(SyncMode mode) {
        SimulatedProcess process = machine.start(EventSink.NONE);
        StorageEngine.Env env =
                new StorageEngine.Env(
                        process.directory(),
                        process.clock(),
                        process.workers("background", 1),
                        process.syncs(),
                        Bench.MAX,
                        EventSink.NONE);
        StorageEngine engine = new LsmProvider().open(Bench.SMALL.withSync(mode), env);
        engine.onDurable(told::add);
        return engine;
    }

    private static long put(StorageEngine engine, String key) {
        return engine.apply(new WriteBatch().put(Bench.segment(key), Bench.segment("value")));
    }

    @Test
    void oneSyncServesAllWhoAskBeforeItRuns() {
        try (StorageEngine engine = open(SyncMode.GROUP)) {
            engine.requestSync(put(engine, "a"));
            engine.requestSync(put(engine, "b"));
            assertThat(engine.durablePosition()).isZero();
            long before = machine.disk().faults().syncs();
            world.time().advance(SOON);
            assertThat(engine.durablePosition()).isEqualTo(2);
            assertThat(told).containsExactly(2L);
            assertThat(machine.disk().faults().syncs() - before)
                    .as("the segment and its name")
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void whatWasSyncedSurvivesPowerLoss() {
        StorageEngine engine = open(SyncMode.GROUP);
        engine.requestSync(put(engine, "kept"));
        world.time().advance(SOON);
        put(engine, "perhaps");
        var left = machine.disk().afterPowerLoss(new SplittableRandom(3));
        engine.close();
        try (Bench next = new Bench(left, Bench.SMALL)) {
            assertThat(next.get("kept")).isPresent();
        }
    }

    @Test
    void onceNothingComesTheLogBearsWitnessOfItsEndAndThenRests() {
        StorageEngine engine = open(SyncMode.GROUP);
        engine.requestSync(put(engine, "a"));
        world.time().advance(Duration.ofSeconds(3));
        long syncs = machine.disk().faults().syncs();
        world.time().advance(Duration.ofSeconds(10));
        assertThat(machine.disk().faults().syncs()).isEqualTo(syncs);
        SimulatedDirectory left = machine.disk().afterPowerLoss(new SplittableRandom(4));
        engine.close();
        String log = left.list().stream().filter(name -> name.endsWith(".log")).findAny().get();
        left.flipBit(log, FIRST_VALUE_AT, 0);
        assertThatThrownBy(() -> new Bench(left, Bench.SMALL))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    @Test
    void anIntervalSyncsWithoutBeingAsked() {
        try (StorageEngine engine = open(SyncMode.INTERVAL)) {
            put(engine, "a");
            long before = machine.disk().faults().syncs();
            world.time().advance(Duration.ofSeconds(1));
            assertThat(machine.disk().faults().syncs()).isGreaterThan(before);
        }
        long closed = machine.disk().faults().syncs();
        world.time().advance(Duration.ofSeconds(1));
        assertThat(machine.disk().faults().syncs())
                .as("after the engine was closed")
                .isEqualTo(closed);
    }

    @Test
    void aFailedSyncEndsTheWritingAndNoMoreIsTried() {
        try (StorageEngine engine = open(SyncMode.GROUP)) {
            machine.disk().faults().failSyncs(name -> true);
            engine.requestSync(put(engine, "a"));
            world.time().advance(SOON);
            assertThat(told).isEmpty();
            long syncs = machine.disk().faults().syncs();
            engine.requestSync(1);
            world.time().advance(SOON);
            assertThat(machine.disk().faults().syncs()).isEqualTo(syncs);
            machine.disk().faults().heal();
        }
    }
}
