package dev.cairn.testkit.contract;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.env.Directory.WritableFile;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.StorageException.Kind;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * The plainest engine that keeps the durable contract: one journal, one sorted map. It shows that
 * the contract can be kept, and each {@link Flaw} that the contract notices when it is not.
 */
final class JournalEngine implements StorageEngine {
    /** A rule to break. */
    enum Flaw {
        NONE,
        SIGNED_ORDER,
        NO_SYNC,
        NO_CHECKSUM,
        TORN_BATCHES,
        LIVE_CURSOR,
        WRITES_ON_AFTER_FAILED_SYNC,
        FORGETS_TO_CLOSE
    }

    private static final String JOURNAL = "journal";
    private static final String CLEAN = "clean";
    private static final int HEADER_BYTES = 8;

    private final Env env;
    private final Flaw flaw;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final TreeMap<Bytes, Bytes> pairs;
    private final AutoCloseable folderLock;
    private final WritableFile journal;
    private final Recovery recovery;
    private LongConsumer listener = position -> {};
    private long durable;
    private boolean readOnly;
    private boolean closed;

    JournalEngine(Env env, Flaw flaw) {
        this.env = env;
        this.flaw = flaw;
        this.pairs =
                flaw == Flaw.SIGNED_ORDER
                        ? new TreeMap<>(JournalEngine::signedOrder)
                        : new TreeMap<>();
        try {
            folderLock = lockFolder();
            boolean fresh = !env.directory().exists(JOURNAL);
            boolean clean = env.directory().exists(CLEAN);
            long good = 0;
            long size = 0;
            if (!fresh) {
                try (ReadableFile file = env.directory().open(JOURNAL)) {
                    size = file.size();
                    good = replay(file, clean ? cleanSize() : -1);
                }
            }
            journal =
                    fresh ? env.directory().create(JOURNAL) : env.directory().append(JOURNAL, good);
            env.directory().delete(CLEAN);
            journal.sync();
            env.directory().syncNames();
            durable = good;
            recovery = new Recovery(fresh || clean, size - good, pairs.size());
        } catch (IOException failed) {
            throw new StorageException(
                    Kind.IO, "cannot open " + env.directory().describe(), failed);
        }
    }

    private static int signedOrder(Bytes left, Bytes right) {
        return java.util.Arrays.compare(left.toByteArray(), right.toByteArray());
    }

    private AutoCloseable lockFolder() {
        try {
            return env.directory().lock("lock");
        } catch (IOException held) {
            throw new StorageException(
                    Kind.REFUSED, env.directory().describe() + " is open already", held);
        }
    }

    private long cleanSize() throws IOException {
        ByteBuffer mark = ByteBuffer.allocate(12);
        try (ReadableFile file = env.directory().open(CLEAN)) {
            if (file.size() != mark.capacity()) {
                throw StorageException.corrupt(CLEAN, 0, "it has " + file.size() + " bytes");
            }
            file.read(0, mark);
        }
        if (mark.getInt(8) != checksum(mark.array(), 8)) {
            throw StorageException.corrupt(CLEAN, 8, "its checksum is wrong");
        }
        return mark.getLong(0);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /**
     * Applies what is whole and answers where it ends; a store that was closed must be whole up to
     * its end.
     */
    private long replay(ReadableFile file, long cleanSize) throws IOException {
        long at = 0;
        while (at + HEADER_BYTES <= file.size()) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            file.read(at, header);
            int length = header.getInt(0);
            if (length < 0 || at + HEADER_BYTES + length > file.size()) {
                break;
            }
            byte[] record = new byte[length];
            file.read(at + HEADER_BYTES, ByteBuffer.wrap(record));
            if (flaw != Flaw.NO_CHECKSUM && header.getInt(4) != checksum(record, length)) {
                break;
            }
            applyToMap(record);
            at += HEADER_BYTES + length;
        }
        if (cleanSize >= 0 && at != cleanSize) {
            throw StorageException.corrupt(JOURNAL, at, "no whole record");
        }
        return at;
    }

    private void applyToMap(byte[] record) {
        WireReader reader = new WireReader(Bytes.wrap(record));
        while (reader.remaining() > 0) {
            WriteBatch.Kind kind = WriteBatch.Kind.values()[reader.varint(2)];
            Bytes key = reader.bytes();
            Bytes value = reader.bytes();
            switch (kind) {
                case PUT -> pairs.put(key, value);
                case DELETE -> pairs.remove(key);
                case MERGE -> {
                    Bytes existing = pairs.getOrDefault(key, Bytes.EMPTY);
                    pairs.put(
                            key,
                            Bytes.copyOf(
                                    env.merge()
                                            .merge(
                                                    key.segment(),
                                                    existing.segment(),
                                                    value.segment())));
                }
            }
        }
    }

    @Override
    public long apply(WriteBatch batch) {
        WireWriter record = new WireWriter(256);
        for (WriteBatch.Write write : batch.writes()) {
            if (write.key().byteSize() < 1 || write.key().byteSize() > 65_535) {
                throw new IllegalArgumentException(
                        "a key has 1 to 65535 bytes, not " + write.key().byteSize());
            }
            if (write.kind() == WriteBatch.Kind.PUT_UNTIL) {
                throw new UnsupportedOperationException("values do not expire here");
            }
            record.varint(write.kind().ordinal())
                    .bytes(Bytes.copyOf(write.key()))
                    .bytes(Bytes.copyOf(write.value()));
            if (flaw == Flaw.TORN_BATCHES) {
                append(record.toByteArray());
                record.reset();
            }
        }
        return append(record.toByteArray());
    }

    private long append(byte[] record) {
        lock.writeLock().lock();
        try {
            checkOpen();
            if (readOnly) {
                throw new StorageException(Kind.READ_ONLY, "the disk has failed before", null);
            }
            ByteBuffer framed = ByteBuffer.allocate(HEADER_BYTES + record.length);
            framed.putInt(record.length).putInt(checksum(record, record.length)).put(record).flip();
            journal.write(framed);
            applyToMap(record);
            return journal.size();
        } catch (IOException failed) {
            readOnly = true;
            throw new StorageException(Kind.READ_ONLY, "the disk takes no writes", failed);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Lookup tryRead(MemorySegment key, ValueSink sink) {
        return read(key, sink) ? Lookup.FOUND : Lookup.ABSENT;
    }

    @Override
    public boolean read(MemorySegment key, ValueSink sink) {
        lock.readLock().lock();
        try {
            checkOpen();
            Bytes value = pairs.get(Bytes.copyOf(key));
            if (value != null) {
                sink.value(value.segment());
            }
            return value != null;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public long durablePosition() {
        lock.readLock().lock();
        try {
            checkOpen();
            return durable;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void onDurable(LongConsumer wanted) {
        lock.writeLock().lock();
        try {
            checkOpen();
            listener = wanted;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void requestSync(long position) {
        if (durablePosition() < position) {
            env.background().execute(() -> syncUpTo(position));
        }
    }

    private void syncUpTo(long position) {
        lock.writeLock().lock();
        try {
            if (closed || durable >= position || readOnly) {
                return;
            }
            if (flaw != Flaw.NO_SYNC) {
                journal.sync();
            }
            durable = journal.size();
            listener.accept(durable);
        } catch (IOException failed) {
            readOnly = flaw != Flaw.WRITES_ON_AFTER_FAILED_SYNC;
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Cursor cursor(MemorySegment from, MemorySegment to) {
        lock.readLock().lock();
        try {
            checkOpen();
            Map<Bytes, Bytes> view = flaw == Flaw.LIVE_CURSOR ? pairs : new TreeMap<>(pairs);
            return new Walk(view.entrySet().iterator(), Bytes.copyOf(from), Bytes.copyOf(to));
        } finally {
            lock.readLock().unlock();
        }
    }

    private static final class Walk implements Cursor {
        private final Iterator<Map.Entry<Bytes, Bytes>> rest;
        private final Bytes from;
        private final Bytes to;
        private Bytes key = Bytes.EMPTY;
        private Bytes value = Bytes.EMPTY;

        Walk(Iterator<Map.Entry<Bytes, Bytes>> rest, Bytes from, Bytes to) {
            this.rest = rest;
            this.from = from;
            this.to = to;
        }

        @Override
        public boolean next() {
            while (rest.hasNext()) {
                Map.Entry<Bytes, Bytes> pair = rest.next();
                key = pair.getKey();
                value = pair.getValue();
                if (key.compareTo(from) >= 0 && (to.isEmpty() || key.compareTo(to) < 0)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public MemorySegment key() {
            return key.segment();
        }

        @Override
        public MemorySegment value() {
            return value.segment();
        }

        @Override
        public void close() {}
    }

    @Override
    public Recovery recovery() {
        checkOpen();
        return recovery;
    }

    @Override
    public Statistics statistics() {
        checkOpen();
        return new Statistics(journal.size(), 0, 0);
    }

    private void checkOpen() {
        if (closed && flaw != Flaw.FORGETS_TO_CLOSE) {
            throw new StorageException(Kind.CLOSED, "the engine is closed", null);
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (!readOnly) {
                journal.sync();
                markClean();
            }
            journal.close();
        } catch (IOException failed) {
            throw new StorageException(Kind.IO, "cannot close", failed);
        } finally {
            release();
            lock.writeLock().unlock();
        }
    }

    private void release() {
        try {
            folderLock.close();
        } catch (Exception failed) {
            throw new StorageException(Kind.IO, "cannot unlock", failed);
        }
    }

    private void markClean() throws IOException {
        ByteBuffer mark = ByteBuffer.allocate(12).putLong(0, journal.size());
        mark.putInt(8, checksum(mark.array(), 8));
        try (WritableFile file = env.directory().create("clean.new")) {
            file.write(mark);
            file.sync();
        }
        env.directory().rename("clean.new", CLEAN);
        env.directory().syncNames();
    }
}
