package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageEngine.Lookup;
import dev.cairn.api.spi.StorageEngine.MergeOperator;
import dev.cairn.api.spi.StorageEngine.ValueSink;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.spi.CompactionStrategy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A sorted map of bytes on disk, for a program that embeds it.
 *
 * <pre>{@code
 * try (LsmStore store = LsmStore.open(Path.of("data"))) {
 *     store.put(Bytes.utf8("key"), Bytes.utf8("value"));
 *     store.sync();
 * }
 * }</pre>
 *
 * <p>A write survives the death of the process once it returned, and power loss once a later {@link
 * #sync} returned, or once the listener of {@link #onDurable} was told its position. Safe for all
 * threads; closing waits for calls that are inside, and leaves cursors and snapshots that throw
 * CLOSED. Failures are {@link StorageException}s. {@link #engine} is the same store as a plugin of
 * a server sees it.
 */
public final class LsmStore implements AutoCloseable {
    /** There is no such key. */
    public static final long ABSENT = -1;

    private final LsmEngine engine;
    private final Runnable afterClose;

    private LsmStore(LsmEngine engine, Runnable afterClose) {
        this.engine = engine;
        this.afterClose = afterClose;
    }

    /** Opens the store in a folder, made when it is not there; throws {@link StorageException}. */
    public static LsmStore open(Path folder) {
        return open(folder, LsmConfig.DEFAULT, LsmStore::refuseMerge, EventSink.NONE);
    }

    /**
     * Opens the store in a folder with a configuration, the operator of its merges, and somebody
     * who hears its {@link StoreEvent}s, on its threads.
     */
    public static LsmStore open(
            Path folder, LsmConfig config, MergeOperator merge, EventSink events) {
        ExecutorService background =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("cairn-lsm-background").daemon().factory());
        try {
            var env =
                    new StorageEngine.Env(
                            directory(folder), new SystemClock(), background, merge, events);
            return new LsmStore(Opening.open(config, env), background::shutdown);
        } catch (RuntimeException failed) {
            background.shutdown();
            throw failed;
        }
    }

    /** Opens a store whose files, time and background work are the caller's. */
    public static LsmStore open(LsmConfig config, StorageEngine.Env env) {
        return new LsmStore(Opening.open(config, env), () -> {});
    }

    private static Directory directory(Path folder) {
        try {
            return Directory.of(folder);
        } catch (IOException failed) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    folder + " cannot be made: " + failed.getMessage(),
                    failed);
        }
    }

    private static MemorySegment refuseMerge(
            MemorySegment key, MemorySegment existing, MemorySegment operand) {
        throw new IllegalStateException("the store was opened without a merge operator");
    }

    private record SystemClock() implements Clock {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }
    }

    /** The value of a key, as a copy. */
    public Optional<Bytes> get(Bytes key) {
        Bytes[] found = {Bytes.EMPTY};
        return read(key, value -> found[0] = Bytes.copyOf(value))
                ? Optional.of(found[0])
                : Optional.empty();
    }

    /**
     * Copies the value of a key to the beginning of {@code target}, as much of it as has room
     * there, and allocates nothing; answers how long the value is, or {@link #ABSENT}.
     */
    public long get(MemorySegment key, MemorySegment target) {
        return engine.get(key, target);
    }

    /** The values of several keys, in their order, all as they were at one moment. */
    public List<Optional<Bytes>> multiGet(List<Bytes> keys) {
        List<Optional<Bytes>> found = new ArrayList<>();
        List<MemorySegment> segments = new ArrayList<>();
        List<ValueSink> sinks = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int at = i;
            found.add(Optional.empty());
            segments.add(keys.get(i).segment());
            sinks.add(value -> found.set(at, Optional.of(Bytes.copyOf(value))));
        }
        engine.readAll(segments, sinks);
        return found;
    }

    /**
     * Gives the sink the value of a key where it lies, valid during the call; whether there is one.
     */
    public boolean read(Bytes key, ValueSink sink) {
        return engine.read(key.segment(), sink);
    }

    /** As {@link #read}, from memory alone. */
    public Lookup tryRead(Bytes key, ValueSink sink) {
        return engine.tryRead(key.segment(), sink);
    }

    /** Gives a key a value; answers the position of the write. */
    public long put(Bytes key, Bytes value) {
        return apply(new WriteBatch().put(key.segment(), value.segment()));
    }

    /**
     * Gives a key a value for a time, of which the clock of the store tells the end; answers the
     * position of the write. From then on it is as if the key had been deleted, and a compaction
     * that comes by drops it. A merge into it leaves it its time. Together with other writes:
     * {@link WriteBatch#putUntil}.
     */
    public long put(Bytes key, Bytes value, Duration ttl) {
        long until = Math.addExact(engine.now(), ttl.toMillis());
        return apply(new WriteBatch().putUntil(key.segment(), value.segment(), until));
    }

    /** Removes a key, if it is there; answers the position of the write. */
    public long delete(Bytes key) {
        return apply(new WriteBatch().delete(key.segment()));
    }

    /** Folds an operand into the value of a key; answers the position of the write. */
    public long merge(Bytes key, Bytes operand) {
        return apply(new WriteBatch().merge(key.segment(), operand.segment()));
    }

    /** Applies writes together, all or nothing; answers their position. */
    public long apply(WriteBatch batch) {
        return engine.apply(batch);
    }

    /** The pairs of a range as they are now; to be closed. */
    public Cursor cursor(Range range) {
        return engine.cursor(range);
    }

    /** The store as it is now, to read from again and again; to be closed. */
    public Snapshot snapshot() {
        return engine.snapshot();
    }

    /** Everything written up to this position is acknowledged, as {@link SyncMode} says. */
    public long durablePosition() {
        return engine.durablePosition();
    }

    /**
     * Sets the one listener of {@link #durablePosition}, told of every advance on a thread of the
     * store; it must not block.
     */
    public void onDurable(LongConsumer newListener) {
        engine.onDurable(newListener);
    }

    /** Asks for {@link #durablePosition} to reach a position soon; one sync serves all who ask. */
    public void requestSync(long position) {
        engine.requestSync(position);
    }

    /**
     * Waits until everything written before is acknowledged, by default on stable storage; throws
     * READ_ONLY if it fails.
     */
    public void sync() {
        engine.sync();
    }

    /** Makes tables of all that is in memory, on the caller's thread. */
    public void flush() {
        engine.flush();
    }

    /**
     * Merges everything into one sorted run without deletes or overwritten values, on the caller's
     * thread; takes room for a second copy.
     */
    public void compact() {
        engine.compact();
    }

    /** Has another strategy say which tables are merged, from now on until the store is closed. */
    public void follow(CompactionStrategy strategy) {
        engine.follow(strategy);
    }

    /**
     * Makes a second store of what this one holds, in an empty folder; answers the position it
     * holds. Its tables are links where the file system has them, so it takes a moment and no room
     * until one of both moves on. A crash on the way leaves a folder that is no store.
     */
    public long checkpoint(Path folder) {
        return checkpoint(directory(folder));
    }

    /** As {@link #checkpoint(Path)}, in a directory of the same kind as the store's. */
    public long checkpoint(Directory target) {
        return engine.checkpoint(target);
    }

    /**
     * Reads every table back from the disk, past the cache, and checks every byte; answers the
     * damage, which goes to the event sink too, oldest table first. What is damaged stays where it
     * is, and reads of it throw CORRUPT, until it is taken out by {@link #excise}. Throws CLOSED
     * when the store is closed meanwhile.
     */
    public List<Damage> scrub() {
        List<Damage> found = new ArrayList<>();
        files().forEach(file -> scrub(file, found::add));
        return found;
    }

    /** The names of the files of its tables, oldest first. */
    public List<String> files() {
        return engine.files();
    }

    /**
     * As {@link #scrub()}, of one table, so that the caller sets the pace; answers the bytes read.
     * A file that is not in use any more is sound.
     */
    public long scrub(String file, Consumer<Damage> found) {
        return engine.scrub(file, found);
    }

    /**
     * Takes damage out of the store: what cannot be read, and, between its keys, what older tables
     * hold, since it may have been replaced or deleted by what is lost. What was written later
     * stays, but merges into what is lost are merges into nothing. So keys from {@code
     * damage.first()} to {@code damage.last()} may be absent from now on, and are to be put back
     * from wherever there is a copy. The damaged file is kept in the sub-folder {@code damaged}.
     *
     * <p>Does nothing when the damage is gone. Throws CORRUPT, with nothing changed, when there is
     * more damage than told in the same file, or some in an older one that it meets: scrub again,
     * and begin with what is told first.
     */
    public void excise(Damage damage) {
        engine.excise(damage);
    }

    /** What it is made of, and what it has done. */
    public StoreStatistics statistics() {
        return engine.details();
    }

    /** The engine itself. */
    public StorageEngine engine() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
        afterClose.run();
    }
}
