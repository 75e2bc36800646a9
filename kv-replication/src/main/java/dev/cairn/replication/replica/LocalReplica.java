package dev.cairn.replication.replica;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Lookup;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * This node's copies of one lane's slices. Reads what memory answers at once and what it does not
 * on a storage thread, with everything later for that key behind it; so from a read to the write
 * that follows from it nobody else writes the key (CORRECTNESS rule 7). Owned by its lane, apart
 * from {@link #durableAdvanced}.
 */
public final class LocalReplica {
    private static final KvError OVERLOADED =
            KvError.of(ErrorCode.OVERLOADED, "too many operations wait for this node's disk");
    private static final KvError LATE =
            KvError.of(ErrorCode.TIMEOUT, "the deadline passed while the key or the disk was busy");

    private final Lane lane;
    private final StorageEngine engine;
    private final Executor storageThreads;
    private final EventSink events;
    private final Consumer<StorageException> damage;
    private final IntConsumer wrote;
    private final Consumer<MemorySegment> written;
    private final KeyQueues keys;
    private final DurableQueue durable;
    private final WriteBatch batch = new WriteBatch();
    private final Found found = new Found();
    private long lastPosition;

    /** Takes what a read found. */
    public interface ItemSink {
        /**
         * The item, {@link StoredItem#ABSENT} for none. Nobody else writes the key before this
         * returns.
         */
        void item(StoredItem item);

        /** It could not be read. */
        void failed(KvError error);

        /**
         * Whether at {@code nowNanos}, by the lane's clock, nobody waits for it any more: what was
         * not read by then is not read, and {@link #failed} is called. Called on any thread.
         */
        default boolean isLate(long nowNanos) {
            return false;
        }
    }

    /** Takes what became of a write. */
    public interface StoredSink {
        /**
         * It is here and as safe as it has to be; {@code durable} says whether on stable storage.
         */
        void stored(boolean durable);

        /** It is not here. */
        void failed(KvError error);
    }

    private static final class Found implements StorageEngine.ValueSink {
        private StoredItem item = StoredItem.ABSENT;

        @Override
        public void value(MemorySegment value) {
            item = StoredItem.ofStored(value);
        }

        StoredItem take() {
            StoredItem taken = item;
            item = StoredItem.ABSENT;
            return taken;
        }
    }

    /**
     * A replica over {@code engine}.
     *
     * @param limit how many operations may wait for the disk, reads and writes each
     * @param damage hears of what could not be read, on any thread
     * @param wrote hears of each write before it, with the slice
     * @param written hears of each write but a removal behind it, with the storage key, valid
     *     during the call
     */
    public LocalReplica(
            Lane lane,
            StorageEngine engine,
            Executor storageThreads,
            int limit,
            EventSink events,
            Consumer<StorageException> damage,
            IntConsumer wrote,
            Consumer<MemorySegment> written) {
        this.lane = lane;
        this.engine = engine;
        this.storageThreads = storageThreads;
        this.events = events;
        this.damage = damage;
        this.wrote = wrote;
        this.written = written;
        this.keys = new KeyQueues(limit);
        this.durable = new DurableQueue(lane, engine, limit);
    }

    /** Whether so many writes wait for the disk that no more are taken. */
    public boolean isOverloaded() {
        return durable.isFull();
    }

    /** Reads an item, behind the operations on its key that came before. */
    public void read(StorageKey key, ItemSink sink) {
        if (!keys.enter(key, () -> readNow(key, sink))) {
            sink.failed(OVERLOADED);
        }
    }

    /**
     * Replaces an item; only while a {@link #read} of its key hands it over. Answers the log
     * position to {@link #await}; throws {@link KvException} {@code UNAVAILABLE} when the disk
     * refuses, and then it may be there or not.
     */
    public long put(StorageKey key, StoredItem item) {
        return put(key.slice(), key.encoded().segment(), item.segment());
    }

    /**
     * As {@link #put(StorageKey, StoredItem)}, as bytes; and without such a read while the key is
     * not {@link #isBusy busy}: what the engine answered this lane in the same task is what it
     * holds.
     */
    public long put(int slice, MemorySegment key, MemorySegment item) {
        return apply(slice, key, batch.clear().put(key, item));
    }

    /** Whether an operation on the encoded key waits for the disk, and others perhaps behind it. */
    public boolean isBusy(MemorySegment key) {
        return keys.holdsAny() && keys.holds(StorageKey.decode(key));
    }

    /** As {@link #put(StorageKey, StoredItem)}, for a key of a linearizable bucket. */
    public long put(StorageKey key, StoredRegister register) {
        return put(key.slice(), key.encoded().segment(), register.encode().segment());
    }

    /**
     * Removes an item and all knowledge of it; only while a {@link #read} of its key hands it over.
     * Throws {@link KvException} {@code UNAVAILABLE}.
     */
    public void remove(StorageKey key) {
        apply(key.slice(), batch.clear().delete(key.encoded().segment()));
    }

    /**
     * Tells {@code sink} once all that this lane has written so far is as safe as it can be made.
     */
    public void awaitAll(StoredSink sink) {
        durable.await(lastPosition, sink);
    }

    /** Tells {@code sink} once what was put is as safe as the engine is told to make it. */
    public void await(long position, StoredSink sink) {
        durable.await(position, sink);
    }

    /** Joins an item into what is there, behind the operations on its key that came before. */
    public void merge(StorageKey key, StoredItem item, StoredSink sink) {
        if (isOverloaded() || !keys.enter(key, () -> mergeNow(key, item, sink))) {
            sink.failed(OVERLOADED);
        }
    }

    /** The engine's durable position has advanced. Callable on any thread. */
    public void durableAdvanced(long position) {
        durable.advanced(position);
    }

    private void mergeNow(StorageKey key, StoredItem item, StoredSink sink) {
        MemorySegment encoded = key.encoded().segment();
        long position;
        try {
            position =
                    apply(
                            key.slice(),
                            encoded,
                            batch.clear().merge(encoded, item.encoded().segment()));
        } catch (KvException refused) {
            sink.failed(refused.error());
            return;
        }
        await(position, sink);
    }

    private long apply(int slice, MemorySegment key, WriteBatch writes) {
        try {
            return apply(slice, writes);
        } finally {
            written.accept(key);
        }
    }

    private long apply(int slice, WriteBatch writes) {
        wrote.accept(slice);
        try {
            lastPosition = engine.apply(writes);
            return lastPosition;
        } catch (StorageException refused) {
            events.emit(
                    new Event.Note(
                            Event.Severity.WARNING,
                            "a write was refused: " + refused.getMessage()));
            throw new KvException(
                    ErrorCode.UNAVAILABLE, "the disk takes no writes: " + refused.getMessage());
        }
    }

    private void readNow(StorageKey key, ItemSink sink) {
        if (sink.isLate(lane.clock().nanos())) {
            sink.failed(LATE);
            return;
        }
        Lookup lookup;
        try {
            lookup = engine.tryRead(key.encoded().segment(), found);
        } catch (StorageException damaged) {
            sink.failed(unreadable(damaged));
            return;
        }
        if (lookup != Lookup.WOULD_BLOCK) {
            sink.item(found.take());
            return;
        }
        try {
            storageThreads.execute(() -> readFromDisk(key, sink));
        } catch (RejectedExecutionException full) {
            sink.failed(OVERLOADED);
            return;
        }
        keys.hold(key);
    }

    /** Runs on a storage thread. */
    private void readFromDisk(StorageKey key, ItemSink sink) {
        Runnable end;
        if (sink.isLate(lane.clock().nanos())) {
            lane.execute(() -> keys.release(key, () -> sink.failed(LATE)));
            return;
        }
        try {
            Found onDisk = new Found();
            engine.read(key.encoded().segment(), onDisk);
            StoredItem item = onDisk.take();
            end = () -> sink.item(item);
        } catch (StorageException damaged) {
            end = () -> sink.failed(unreadable(damaged));
        }
        Runnable last = end;
        lane.execute(() -> keys.release(key, last));
    }

    private KvError unreadable(StorageException damaged) {
        damage.accept(damaged);
        events.emit(
                new Event.Note(
                        Event.Severity.ERROR,
                        "an item could not be read: " + damaged.getMessage()));
        return KvError.of(
                ErrorCode.UNAVAILABLE, "this replica cannot read the key: " + damaged.getMessage());
    }
}
