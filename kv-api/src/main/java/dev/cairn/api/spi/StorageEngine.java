package dev.cairn.api.spi;

import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Scheduler;
import dev.cairn.api.event.EventSink;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/**
 * Ordered bytes to bytes, on one disk.
 *
 * <ol>
 *   <li>Keys are ordered as unsigned bytes. A key has 1 to 65,535 bytes, a value 0 to
 *       2<sup>31</sup>−64 KiB.
 *   <li>{@link #apply} makes a whole batch visible, all or nothing, before it returns; later reads
 *       on any thread see it.
 *   <li>When {@link #apply} returns, the batch's record is in the kernel: it survives the death of
 *       the process.
 *   <li>Once the durable position has reached the position that {@link #apply} answered, the batch
 *       survives power loss. Of an engine that keeps its data it goes on in the next process: it is
 *       at or above what it was, unless {@link #recovery} says that something was lost.
 *   <li>After a crash, what is found is a prefix of the applied batches that holds every durable
 *       one; a batch is found whole or not at all. A truncated log tail is reported by {@link
 *       #recovery}.
 *   <li>A merge folds its operand into what is there, or into nothing, with the engine's {@link
 *       MergeOperator}; reads see the result.
 *   <li>The segment that a {@link ValueSink} receives is valid during the call only.
 *   <li>{@link #tryRead} touches memory only; {@link Lookup#WOULD_BLOCK} says that {@link #read}
 *       would need the disk.
 *   <li>A cursor and a snapshot see the store as it was when they were made, whatever happens
 *       meanwhile.
 *   <li>Damage on disk is a {@link StorageException} of kind {@code CORRUPT} naming file and
 *       offset, never data.
 *   <li>A full disk or a failing one makes {@link #apply} throw {@code READ_ONLY}; reads go on.
 *   <li>After {@link #close} every method throws {@code CLOSED}; close waits for readers inside a
 *       call, syncs what was applied, and may be repeated.
 *   <li>All methods may be called on any thread; {@link #apply} by several at once.
 * </ol>
 */
public interface StorageEngine extends AutoCloseable {
    /** Reads from memory alone. */
    Lookup tryRead(MemorySegment key, ValueSink sink);

    /** Reads, from the disk if need be; whether it was found. */
    boolean read(MemorySegment key, ValueSink sink);

    /** Applies a batch and answers the log position behind it. Positions grow. */
    long apply(WriteBatch batch);

    /** Everything applied up to this position is on stable storage. */
    long durablePosition();

    /**
     * Whether the durable position means what it says. False for an engine that keeps nothing, or
     * is told to acknowledge what is only in the kernel; then receipts say so.
     */
    default boolean survivesPowerLoss() {
        return true;
    }

    /**
     * Sets the one listener of {@link #durablePosition}: called after every advance with the new
     * position, on a thread of the engine; it must not block.
     */
    void onDurable(LongConsumer listener);

    /**
     * Asks for {@link #durablePosition} to reach {@code position} soon; returns at once. One sync
     * serves all who ask.
     */
    void requestSync(long position);

    /**
     * Keys from {@code from} (inclusive) to {@code to} (exclusive; empty segment: to the end),
     * ascending.
     */
    Cursor cursor(MemorySegment from, MemorySegment to);

    /** What opening found. */
    Recovery recovery();

    /** Sizes and counts. */
    Statistics statistics();

    @Override
    void close();

    /** The outcome of {@link #tryRead}. */
    enum Lookup {
        /** The sink was given the value. */
        FOUND,
        /** There is no such key. */
        ABSENT,
        /** Memory does not tell. */
        WOULD_BLOCK
    }

    /** Takes one value. */
    @FunctionalInterface
    interface ValueSink {
        /** Takes the value; valid during the call only. */
        void value(MemorySegment value);
    }

    /** Walks over pairs. Not safe for several threads; keeps its view alive until closed. */
    interface Cursor extends AutoCloseable {
        /** Moves to the next pair; false at the end. Must be called before the first pair. */
        boolean next();

        /** The present key, valid until the next call of {@link #next}. */
        MemorySegment key();

        /** The present value, valid until the next call of {@link #next}. */
        MemorySegment value();

        @Override
        void close();
    }

    /**
     * Folds an operand into a value: commutative, associative, idempotent, pure. Operands may be
     * folded into one another before; but what they make of nothing is for the operator to say.
     * Safe for all threads.
     */
    @FunctionalInterface
    interface MergeOperator {
        /**
         * The new value of {@code key}; {@code existing} is empty when there is none. Arguments are
         * valid during the call.
         */
        MemorySegment merge(MemorySegment key, MemorySegment existing, MemorySegment operand);
    }

    /**
     * What opening found.
     *
     * @param clean whether the last process closed the store and nothing is missing
     * @param lostTailBytes bytes cut from the log's end because they were torn
     * @param replayedRecords batches read back from the log
     */
    record Recovery(boolean clean, long lostTailBytes, long replayedRecords) {}

    /**
     * Sizes and counts.
     *
     * @param diskBytes bytes in all files
     * @param tables number of tables
     * @param memtableBytes bytes in memory not yet in a table
     */
    record Statistics(long diskBytes, int tables, long memtableBytes) {}

    /**
     * What an engine may use.
     *
     * @param directory where its files are, its own
     * @param clock time
     * @param background runs flushes and compactions
     * @param syncs runs what would have a thread of its own in the engine, such as the syncs of a
     *     log, and may wait for the disk; when empty, the engine starts that thread
     * @param merge folds merges
     * @param events where it tells what happened
     */
    record Env(
            Directory directory,
            Clock clock,
            Executor background,
            Optional<Scheduler> syncs,
            MergeOperator merge,
            EventSink events) {
        /** The surroundings of an engine that starts the thread for its syncs itself. */
        public Env(
                Directory directory,
                Clock clock,
                Executor background,
                MergeOperator merge,
                EventSink events) {
            this(directory, clock, background, Optional.empty(), merge, events);
        }
    }

    /** Opens engines. */
    interface Provider<C extends Record> extends Plugin<C> {
        /**
         * Opens the store in {@code env.directory()}, making it when there is none; throws {@link
         * StorageException}.
         */
        StorageEngine open(C config, Env env);
    }
}
