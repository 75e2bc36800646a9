package dev.cairn.bench.peers;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.LsmConfig;
import dev.cairn.lsm.LsmStore;
import dev.cairn.lsm.SyncMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

/** Our own engine, kv-lsm, through the interface that the server uses. */
final class LsmPeer implements Peer {
    private static final int BACKGROUND_THREADS = 2;

    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long millis() {
                    return System.currentTimeMillis();
                }
            };

    @Override
    public String name() {
        return "lsm";
    }

    @Override
    public String describe(StoreSettings settings) {
        return config(settings) + ", " + BACKGROUND_THREADS + " background threads";
    }

    private static LsmConfig config(StoreSettings settings) {
        return LsmConfig.DEFAULT
                .withSync(settings.sync() ? SyncMode.GROUP : SyncMode.NONE)
                .withMemtableBytes(settings.memtableBytes())
                .withCacheBytes(settings.cacheBytes());
    }

    @Override
    public Store open(Path folder, StoreSettings settings) {
        var background =
                (ThreadPoolExecutor)
                        Executors.newFixedThreadPool(
                                BACKGROUND_THREADS,
                                Thread.ofPlatform().name("background-", 0).daemon().factory());
        try {
            var env =
                    new StorageEngine.Env(
                            Directory.of(folder),
                            CLOCK,
                            background,
                            (key, existing, operand) -> operand,
                            EventSink.NONE);
            return new Open(LsmStore.open(config(settings), env), background, settings.sync());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private record Open(LsmStore store, ThreadPoolExecutor background, boolean sync)
            implements Store {
        @Override
        public Session session(int variant) {
            return new Calls(store, sync);
        }

        @Override
        public void settle() {
            Quiet.await(() -> background.getActiveCount() == 0 && background.getQueue().isEmpty());
        }

        @Override
        public void flush() {
            store.flush();
            settle();
        }

        @Override
        public void compact() {
            settle();
            store.compact();
            settle();
        }

        @Override
        public void close() {
            store.close();
            background.shutdown();
        }
    }

    private static final class Calls implements Session {
        private static final ValueLayout.OfLong HEAD =
                ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

        private final LsmStore store;
        private final StorageEngine engine;
        private final boolean sync;
        private final WriteBatch batch = new WriteBatch();
        private final MemorySegment buffer = MemorySegment.ofArray(new byte[Quiet.BUFFER_BYTES]);
        private final StorageEngine.ValueSink sink = this::take;
        private int size;

        Calls(LsmStore store, boolean sync) {
            this.store = store;
            this.engine = store.engine();
            this.sync = sync;
        }

        @Override
        public void put(byte[] key, byte[] value) {
            batch.clear().put(MemorySegment.ofArray(key), MemorySegment.ofArray(value));
            engine.apply(batch);
            if (sync) {
                store.sync();
            }
        }

        @Override
        public int get(byte[] key) {
            return engine.read(MemorySegment.ofArray(key), sink) ? size : -1;
        }

        private void take(MemorySegment value) {
            size = (int) value.byteSize();
            MemorySegment.copy(value, 0, buffer, 0, size);
        }

        @Override
        public long valueHead() {
            return buffer.get(HEAD, 0);
        }

        @Override
        public long scan(byte[] from, long atMost) {
            long pairs = 0;
            try (Cursor cursor = engine.cursor(MemorySegment.ofArray(from), MemorySegment.NULL)) {
                while (pairs < atMost && cursor.next()) {
                    MemorySegment key = cursor.key();
                    MemorySegment value = cursor.value();
                    MemorySegment.copy(key, 0, buffer, 0, key.byteSize());
                    MemorySegment.copy(value, 0, buffer, key.byteSize(), value.byteSize());
                    pairs++;
                }
            }
            return pairs;
        }
    }
}
