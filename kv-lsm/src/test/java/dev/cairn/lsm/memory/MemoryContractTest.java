package dev.cairn.lsm.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.contract.StorageEngineContract;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import org.junit.jupiter.api.Test;

/** The engine that keeps nothing. */
final class MemoryContractTest extends StorageEngineContract {
    @Override
    protected StorageEngine open(StorageEngine.Env env) {
        MemoryProvider provider = new MemoryProvider();
        return provider.open(provider.config().defaults(), env);
    }

    @Test
    void itNeverSaysThatAPositionSurvivesPowerLoss() {
        var env =
                new StorageEngine.Env(
                        new SimulatedDirectory(),
                        new VirtualTime().clock(),
                        Runnable::run,
                        (key, existing, operand) -> operand,
                        EventSink.NONE);
        try (StorageEngine engine = open(env)) {
            assertThat(engine.survivesPowerLoss()).isFalse();
        }
    }
}
