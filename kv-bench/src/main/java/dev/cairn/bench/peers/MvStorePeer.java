package dev.cairn.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * H2's MVStore: a B-tree written copy on write, in Java. Without sync it commits in the background,
 * so that the death of the process takes what was put in the last second: less than the other
 * engines promise.
 */
final class MvStorePeer implements Peer {
    private static final int COMPACT_MILLIS = 60_000;

    @Override
    public String name() {
        return "mvstore";
    }

    @Override
    public long heapFor(StoreSettings settings) {
        return 2 * settings.cacheBytes();
    }

    @Override
    public String describe(StoreSettings settings) {
        return "h2-mvstore 2.3.232, LZF pages, cache "
                + (settings.cacheBytes() >> 20)
                + " MiB on the heap, commits in the background (the last second dies with the"
                + " process); commit and sync a put for fillsync";
    }

    @Override
    public Store open(Path folder, StoreSettings settings) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        MVStore store =
                new MVStore.Builder()
                        .fileName(folder.resolve("pairs.mv").toString())
                        .cacheSize((int) (settings.cacheBytes() >> 20))
                        .compress()
                        .open();
        MVMap<byte[], byte[]> pairs =
                store.openMap(
                        "pairs",
                        new MVMap.Builder<byte[], byte[]>()
                                .keyType(new KeyType())
                                .valueType(ByteArrayDataType.INSTANCE));
        return new Open(store, pairs, settings.sync());
    }

    /** MVStore has a type for arrays as values only: it says no order. */
    private static final class KeyType extends BasicDataType<byte[]> {
        @Override
        public int compare(byte[] one, byte[] other) {
            return Arrays.compareUnsigned(one, other);
        }

        @Override
        public int getMemory(byte[] key) {
            return ByteArrayDataType.INSTANCE.getMemory(key);
        }

        @Override
        public void write(WriteBuffer buffer, byte[] key) {
            ByteArrayDataType.INSTANCE.write(buffer, key);
        }

        @Override
        public byte[] read(ByteBuffer buffer) {
            return ByteArrayDataType.INSTANCE.read(buffer);
        }

        @Override
        public byte[][] createStorage(int size) {
            return new byte[size][];
        }
    }

    private record Open(MVStore store, MVMap<byte[], byte[]> pairs, boolean sync) implements Store {
        @Override
        public Session session(int variant) {
            return new Calls(store, pairs, sync);
        }

        @Override
        public void settle() {
            store.commit();
        }

        @Override
        public void flush() {
            store.commit();
            store.sync();
        }

        @Override
        public void compact() {
            store.compactFile(COMPACT_MILLIS);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private static final class Calls implements Session {
        private final MVStore store;
        private final MVMap<byte[], byte[]> pairs;
        private final boolean sync;
        private final byte[] buffer = new byte[Quiet.BUFFER_BYTES];

        Calls(MVStore store, MVMap<byte[], byte[]> pairs, boolean sync) {
            this.store = store;
            this.pairs = pairs;
            this.sync = sync;
        }

        @Override
        public void put(byte[] key, byte[] value) {
            pairs.put(key.clone(), value.clone());
            if (sync) {
                store.commit();
                store.sync();
            }
        }

        @Override
        public int get(byte[] key) {
            byte[] found = pairs.get(key);
            if (found == null) {
                return -1;
            }
            System.arraycopy(found, 0, buffer, 0, found.length);
            return found.length;
        }

        @Override
        public long valueHead() {
            return ByteBuffer.wrap(buffer).getLong();
        }

        @Override
        public long scan(byte[] from, long atMost) {
            Cursor<byte[], byte[]> cursor =
                    from.length == 0 ? pairs.cursor(pairs.firstKey()) : pairs.cursor(from);
            long copied = 0;
            while (copied < atMost && cursor.hasNext()) {
                byte[] key = cursor.next();
                byte[] value = cursor.getValue();
                System.arraycopy(key, 0, buffer, 0, key.length);
                System.arraycopy(value, 0, buffer, key.length, value.length);
                copied++;
            }
            return copied;
        }
    }
}
