package dev.cairn.lsm.memory;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * A store without a disk. A position counts as durable once it was asked for: there is nothing to
 * wait for, but the listener is told on the background executor all the same, never within a
 * caller's call.
 */
final class MemoryEngine implements StorageEngine {
    private final Env env;
    private final NavigableMap<Bytes, Bytes> pairs = new TreeMap<>();
    private LongConsumer listener = position -> {};
    private long position;
    private long durable;
    private long requested;
    private long bytes;
    private int readers;
    private boolean closed;

    MemoryEngine(Env env) {
        this.env = env;
    }

    @Override
    public Lookup tryRead(MemorySegment key, ValueSink sink) {
        return read(key, sink) ? Lookup.FOUND : Lookup.ABSENT;
    }

    @Override
    public boolean read(MemorySegment key, ValueSink sink) {
        Optional<Bytes> value = enter(Bytes.copyOf(key));
        try {
            value.ifPresent(found -> sink.value(found.segment()));
            return value.isPresent();
        } finally {
            exit();
        }
    }

    private synchronized Optional<Bytes> enter(Bytes key) {
        ensureOpen();
        readers++;
        return Optional.ofNullable(pairs.get(key));
    }

    private synchronized void exit() {
        readers--;
        notifyAll();
    }

    @Override
    public synchronized long apply(WriteBatch batch) {
        ensureOpen();
        Map<Bytes, Optional<Bytes>> staged = new HashMap<>();
        for (WriteBatch.Write write : batch.writes()) {
            if (write.key().byteSize() < 1 || write.key().byteSize() > 65_535) {
                throw new IllegalArgumentException(
                        "a key has 1 to 65535 bytes, not " + write.key().byteSize());
            }
            Bytes key = Bytes.copyOf(write.key());
            staged.put(key, after(staged, key, write));
        }
        staged.forEach(this::store);
        return batch.writes().isEmpty() ? position : ++position;
    }

    private Optional<Bytes> after(
            Map<Bytes, Optional<Bytes>> staged, Bytes key, WriteBatch.Write write) {
        return switch (write.kind()) {
            case PUT -> Optional.of(Bytes.copyOf(write.value()));
            case DELETE -> Optional.empty();
            case MERGE -> {
                Optional<Bytes> before =
                        staged.containsKey(key)
                                ? staged.get(key)
                                : Optional.ofNullable(pairs.get(key));
                MemorySegment existing = before.map(Bytes::segment).orElse(MemorySegment.NULL);
                yield Optional.of(
                        Bytes.copyOf(env.merge().merge(write.key(), existing, write.value())));
            }
            case PUT_UNTIL ->
                    throw new UnsupportedOperationException("values do not expire in memory");
        };
    }

    private void store(Bytes key, Optional<Bytes> value) {
        Bytes before = value.isPresent() ? pairs.put(key, value.get()) : pairs.remove(key);
        bytes += value.map(stored -> key.size() + stored.size()).orElse(0);
        bytes -= before == null ? 0 : key.size() + before.size();
    }

    @Override
    public synchronized long durablePosition() {
        ensureOpen();
        return durable;
    }

    @Override
    public synchronized boolean survivesPowerLoss() {
        ensureOpen();
        return false;
    }

    @Override
    public synchronized void onDurable(LongConsumer newListener) {
        ensureOpen();
        listener = newListener;
    }

    @Override
    public synchronized void requestSync(long wanted) {
        ensureOpen();
        if (wanted > requested) {
            requested = wanted;
            env.background().execute(this::tell);
        }
    }

    private void tell() {
        long reached;
        LongConsumer told;
        synchronized (this) {
            if (closed || position <= durable) {
                return;
            }
            durable = position;
            reached = durable;
            told = listener;
        }
        told.accept(reached);
    }

    @Override
    public synchronized Cursor cursor(MemorySegment from, MemorySegment to) {
        ensureOpen();
        Bytes first = Bytes.copyOf(from);
        Bytes end = Bytes.copyOf(to);
        if (!end.isEmpty() && end.compareTo(first) <= 0) {
            return new Walk(new ArrayDeque<>());
        }
        NavigableMap<Bytes, Bytes> range = pairs.tailMap(first, true);
        return new Walk(
                new ArrayDeque<>(
                        (end.isEmpty() ? range : range.headMap(end, false))
                                .entrySet().stream()
                                        .map(pair -> Map.entry(pair.getKey(), pair.getValue()))
                                        .toList()));
    }

    @Override
    public synchronized Recovery recovery() {
        ensureOpen();
        return new Recovery(true, 0, 0);
    }

    @Override
    public synchronized Statistics statistics() {
        ensureOpen();
        return new Statistics(0, 0, bytes);
    }

    @Override
    public synchronized void close() {
        closed = true;
        boolean interrupted = false;
        while (readers > 0) {
            try {
                wait();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        pairs.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void ensureOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the store is closed", null);
        }
    }

    /** Walks over references copied when it was made. */
    private final class Walk implements Cursor {
        private final ArrayDeque<Map.Entry<Bytes, Bytes>> ahead;
        private MemorySegment key = MemorySegment.NULL;
        private MemorySegment value = MemorySegment.NULL;

        Walk(ArrayDeque<Map.Entry<Bytes, Bytes>> ahead) {
            this.ahead = ahead;
        }

        @Override
        public boolean next() {
            ensureOpen();
            Map.Entry<Bytes, Bytes> pair = ahead.poll();
            if (pair == null) {
                return false;
            }
            key = pair.getKey().segment();
            value = pair.getValue().segment();
            return true;
        }

        @Override
        public MemorySegment key() {
            ensureOpen();
            return key;
        }

        @Override
        public MemorySegment value() {
            ensureOpen();
            return value;
        }

        @Override
        public void close() {
            ahead.clear();
        }
    }
}
