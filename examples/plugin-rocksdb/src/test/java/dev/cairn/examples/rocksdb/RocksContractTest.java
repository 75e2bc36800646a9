package dev.cairn.examples.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.testkit.contract.StorageEngineContract;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for every engine, on a real folder for each simulated one: RocksDB reaches its files
 * itself. What a simulated disk would show besides, {@link RocksStoreTest} shows with real ones.
 */
final class RocksContractTest extends StorageEngineContract {
    @TempDir private Path folder;

    @Override
    protected StorageEngine open(StorageEngine.Env env) {
        return new RocksProvider().open(Stores.SMALL, onRealFolder(env));
    }

    private StorageEngine.Env onRealFolder(StorageEngine.Env env) {
        String name = "disk" + System.identityHashCode(env.directory());
        try {
            return Stores.env(Directory.of(folder.resolve(name)), env);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void aSimulatedDirectoryIsRefused() {
        var env =
                new StorageEngine.Env(
                        new SimulatedDirectory(),
                        new VirtualTime().clock(),
                        Runnable::run,
                        (key, existing, operand) -> operand,
                        event -> {});
        assertThatThrownBy(() -> new RocksProvider().open(Stores.SMALL, env))
                .hasMessageContaining("real file system")
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(Kind.REFUSED));
    }
}
