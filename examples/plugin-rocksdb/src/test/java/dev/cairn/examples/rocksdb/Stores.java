package dev.cairn.examples.rocksdb;

import dev.cairn.api.env.Directory;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.testkit.sim.VirtualTime;
import java.io.IOException;
import java.nio.file.Path;

/** Small stores. */
final class Stores {
    /** Small enough that tests reach tables and compactions. */
    static final RocksConfig SMALL =
            RocksConfig.DEFAULT.withMemtableBytes(256 << 10).withCacheBytes(8 << 20);

    private Stores() {}

    /** The same surroundings with another directory. */
    static StorageEngine.Env env(Directory directory, StorageEngine.Env env) {
        return new StorageEngine.Env(
                directory, env.clock(), env.background(), env.syncs(), env.merge(), env.events());
    }

    /** A store in a real folder, whose merges keep the operand. */
    static StorageEngine open(Path folder) throws IOException {
        return new RocksProvider()
                .open(
                        SMALL,
                        new StorageEngine.Env(
                                Directory.of(folder),
                                new VirtualTime().clock(),
                                Runnable::run,
                                (key, existing, operand) -> operand,
                                event -> {}));
    }
}
