package dev.cairn.bench.peers;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;

/** JetBrains Xodus: an append-only log of a B-tree, in Java. A put is a transaction. */
final class XodusPeer implements Peer {
    @Override
    public String name() {
        return "xodus";
    }

    @Override
    public long heapFor(StoreSettings settings) {
        return 2 * settings.cacheBytes();
    }

    @Override
    public String describe(StoreSettings settings) {
        return "xodus-environment 2.0.1, a transaction a put, log cache "
                + (settings.cacheBytes() >> 20)
                + " MiB on the heap, values not packed";
    }

    @Override
    public Store open(Path folder, StoreSettings settings) {
        EnvironmentConfig config = new EnvironmentConfig();
        config.setMemoryUsage(settings.cacheBytes());
        config.setLogCacheShared(false);
        config.setLogDurableWrite(settings.sync());
        config.setManagementEnabled(false);
        Environment environment = Environments.newInstance(folder.toFile(), config);
        jetbrains.exodus.env.Store pairs =
                environment.computeInTransaction(transaction ->
                        environment.openStore(
                                "pairs", StoreConfig.WITHOUT_DUPLICATES, transaction));
        return new Open(environment, pairs);
    }

    /** It collects garbage in the background, and does not say when. */
    private record Open(Environment environment, jetbrains.exodus.env.Store pairs)
            implements Store {
        @Override
        public Session session(int variant) {
            return new Calls(environment, pairs);
        }

        @Override
        public void settle() {}

        @Override
        public void flush() {}

        @Override
        public void compact() {
            environment.gc();
        }

        @Override
        public void close() {
            environment.close();
        }
    }

    private static final class Calls implements Session {
        private final Environment environment;
        private final jetbrains.exodus.env.Store pairs;
        private final byte[] buffer = new byte[Quiet.BUFFER_BYTES];

        Calls(Environment environment, jetbrains.exodus.env.Store pairs) {
            this.environment = environment;
            this.pairs = pairs;
        }

        @Override
        public void put(byte[] key, byte[] value) {
            environment.executeInTransaction(transaction ->
                    pairs.put(
                            transaction, new ArrayByteIterable(key), new ArrayByteIterable(value)));
        }

        @Override
        public int get(byte[] key) {
            Transaction now = environment.beginReadonlyTransaction();
            try {
                ByteIterable found = pairs.get(now, new ArrayByteIterable(key));
                if (found == null) {
                    return -1;
                }
                copy(found, 0);
                return found.getLength();
            } finally {
                now.abort();
            }
        }

        private void copy(ByteIterable from, int at) {
            System.arraycopy(from.getBytesUnsafe(), 0, buffer, at, from.getLength());
        }

        @Override
        public long valueHead() {
            return ByteBuffer.wrap(buffer).getLong();
        }

        @Override
        public long scan(byte[] from, long atMost) {
            Transaction now = environment.beginReadonlyTransaction();
            try (Cursor cursor = pairs.openCursor(now)) {
                boolean there =
                        from.length == 0
                                ? cursor.getNext()
                                : cursor.getSearchKeyRange(new ArrayByteIterable(from)) != null;
                long copied = 0;
                for (; there && copied < atMost; there = cursor.getNext()) {
                    copy(cursor.getKey(), 0);
                    copy(cursor.getValue(), cursor.getKey().getLength());
                    copied++;
                }
                return copied;
            } finally {
                now.abort();
            }
        }
    }
}
