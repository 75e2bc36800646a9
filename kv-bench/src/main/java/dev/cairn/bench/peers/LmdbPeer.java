package dev.cairn.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * LMDB: a B+-tree in a mapped file, not packed; its cache is the kernel's. A put is a transaction.
 */
final class LmdbPeer implements Peer {
    private static final long MAP_BYTES = 64L << 30;
    private static final int READERS = 64;
    private static final EnvFlags[] SYNCED = {EnvFlags.MDB_NORDAHEAD};
    private static final EnvFlags[] UNSYNCED = {EnvFlags.MDB_NORDAHEAD, EnvFlags.MDB_NOSYNC};

    @Override
    public String name() {
        return "lmdb";
    }

    @Override
    public List<String> jvmOptions() {
        return List.of(
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }

    @Override
    public String describe(StoreSettings settings) {
        return "lmdbjava 0.9.1, a transaction a put, "
                + List.of(settings.sync() ? SYNCED : UNSYNCED)
                + ", the kernel's page cache, values not packed";
    }

    @Override
    public Store open(Path folder, StoreSettings settings) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Env<ByteBuffer> env =
                Env.create()
                        .setMapSize(MAP_BYTES)
                        .setMaxReaders(READERS)
                        .setMaxDbs(1)
                        .open(folder.toFile(), settings.sync() ? SYNCED : UNSYNCED);
        return new Open(env, env.openDbi("pairs".getBytes(UTF_8), DbiFlags.MDB_CREATE));
    }

    /** It has no background work, and nothing to merge. */
    private record Open(Env<ByteBuffer> env, Dbi<ByteBuffer> pairs) implements Store {
        @Override
        public Session session(int variant) {
            return new Calls(env, pairs);
        }

        @Override
        public void settle() {}

        @Override
        public void flush() {
            env.sync(true);
        }

        @Override
        public void compact() {}

        @Override
        public void close() {
            env.close();
        }
    }

    private static final class Calls implements Session {
        private final Env<ByteBuffer> env;
        private final Dbi<ByteBuffer> pairs;
        private final ByteBuffer key = ByteBuffer.allocateDirect(511);
        private final ByteBuffer value = ByteBuffer.allocateDirect(Quiet.BUFFER_BYTES);
        private @Nullable Txn<ByteBuffer> reading;

        Calls(Env<ByteBuffer> env, Dbi<ByteBuffer> pairs) {
            this.env = env;
            this.pairs = pairs;
        }

        @Override
        public void put(byte[] newKey, byte[] newValue) {
            try (Txn<ByteBuffer> writing = env.txnWrite()) {
                pairs.put(
                        writing,
                        key.clear().put(newKey).flip(),
                        value.clear().put(newValue).flip());
                writing.commit();
            }
        }

        /**
         * A transaction that sees all that is there now; the slot of the last one is used again.
         */
        private Txn<ByteBuffer> fresh() {
            if (reading == null) {
                reading = env.txnRead();
            } else {
                reading.renew();
            }
            return reading;
        }

        @Override
        public int get(byte[] wanted) {
            Txn<ByteBuffer> now = fresh();
            try {
                ByteBuffer found = pairs.get(now, key.clear().put(wanted).flip());
                if (found == null) {
                    return -1;
                }
                int size = found.remaining();
                value.clear().put(found);
                return size;
            } finally {
                now.reset();
            }
        }

        @Override
        public long valueHead() {
            return value.getLong(0);
        }

        @Override
        public long scan(byte[] from, long atMost) {
            Txn<ByteBuffer> now = fresh();
            try (Cursor<ByteBuffer> cursor = pairs.openCursor(now)) {
                long copied = 0;
                boolean there =
                        from.length == 0
                                ? cursor.first()
                                : cursor.get(key.clear().put(from).flip(), GetOp.MDB_SET_RANGE);
                for (; there && copied < atMost; there = cursor.next()) {
                    key.clear().put(cursor.key());
                    value.clear().put(cursor.val());
                    copied++;
                }
                return copied;
            } finally {
                now.reset();
            }
        }

        @Override
        public void close() {
            if (reading != null) {
                reading.close();
            }
        }
    }
}
