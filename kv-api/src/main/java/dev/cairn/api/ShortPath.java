package dev.cairn.api;

import dev.cairn.api.version.ItemView;
import dev.cairn.api.wire.WireWriter;

/**
 * The short path to keys that this node may answer for alone and at once: for one read or write it
 * makes no objects that outlive the call, and no thread waits for another.
 *
 * <ol>
 *   <li>What it does is what {@link KeyValueService} would have done, under the bucket's defaults.
 *       Whatever it cannot tell so it leaves: then nothing has happened, and the caller takes the
 *       long way, where every rule and every error is.
 *   <li>What it has done is visible when the call returns: to whatever this caller does next, on
 *       either way.
 *   <li>One belongs to one thread at a time. Arguments and what a sink is given are valid during
 *       the call.
 * </ol>
 */
public interface ShortPath {
    /** Leaves everything. */
    ShortPath NONE =
            new ShortPath() {
                @Override
                public Read get(String bucket, byte[] source, Span key, ReadSink sink) {
                    return Read.LEFT;
                }

                @Override
                public Write put(
                        String bucket, byte[] source, Span key, Span value, WriteSink sink) {
                    return Write.LEFT;
                }
            };

    /**
     * Reads a key that lies in {@code source}; calls {@code sink} when it has one value and no
     * other, or none.
     */
    Read get(String bucket, byte[] source, Span key, ReadSink sink);

    /**
     * Writes a key without context, lifetime or id. Key and value lie in {@code source}; {@code
     * sink} is told of the outcome later, once, when the answer is {@link Write#WAITS}, and not
     * otherwise.
     */
    Write put(String bucket, byte[] source, Span key, Span value, WriteSink sink);

    /** What became of a read. */
    enum Read {
        /** The sink was given the value. */
        FOUND,
        /** Nothing is stored under the key. */
        ABSENT,
        /** The long way tells. */
        LEFT
    }

    /** What became of a write. */
    enum Write {
        /** It is acknowledged. */
        DONE,
        /** The sink will be told. */
        WAITS,
        /** Nothing was written; the long way does it. */
        LEFT
    }

    /** Takes what was read. */
    interface ReadSink {
        /**
         * The item with the value.
         *
         * @param epoch the topology's epoch by which this node is the one to answer
         */
        void found(ItemView item, long epoch);

        /** Nothing is stored under the key. */
        void absent(long epoch);
    }

    /** Takes the outcome of a write, on the thread that asked for it. */
    interface WriteSink {
        /**
         * During the call, when its answer will be {@link Write#DONE} or {@link Write#WAITS}: what
         * was written.
         *
         * @param epoch the topology's epoch by which this node is the one to answer
         */
        default void made(Written written, long epoch) {}

        /**
         * It is acknowledged.
         *
         * @param epoch the topology's epoch by which it is
         */
        void stored(long epoch);

        /** It failed; it may have taken effect where the error says so. */
        void failed(KvError error);
    }

    /** What {@link WriteResult} tells of a write, as it is encoded; valid during the call. */
    interface Written {
        /** Appends the bytes of the context token: the new dot alone. */
        void writeToken(WireWriter writer);

        /** Appends the new sibling's clock: how many counters, and of each the name and itself. */
        void writeClock(WireWriter writer);

        /** Appends the characters of the operation's id. */
        void writeOperation(WireWriter writer);
    }

    /** A part of an array. Mutable, so that one can be used again and again. */
    final class Span {
        private int from;
        private int length;

        /** An empty part. */
        public Span() {}

        /** From that index so many bytes; answers this span. */
        public Span set(int newFrom, int newLength) {
            from = newFrom;
            length = newLength;
            return this;
        }

        /** Where it begins. */
        public int from() {
            return from;
        }

        /** How many bytes it has. */
        public int length() {
            return length;
        }
    }
}
