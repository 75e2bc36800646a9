package dev.cairn.bench.peers;

import java.nio.file.Path;
import java.util.List;

/** One engine that can be measured. Making it opens nothing. */
public interface Peer {
    /** What the command line calls it. */
    String name();

    /**
     * The ways its API can be called, fastest unknown; a comparison tries all of them and keeps the
     * best for each workload.
     */
    default List<String> variants() {
        return List.of("plain");
    }

    /** Options that its JVM needs besides the common ones. */
    default List<String> jvmOptions() {
        return List.of();
    }

    /** Bytes of heap that it needs for its own cache. */
    default long heapFor(StoreSettings settings) {
        return 0;
    }

    /** Its settings in its own words, for the report. */
    String describe(StoreSettings settings);

    /** Opens a store in a folder, made when it is not there. */
    Store open(Path folder, StoreSettings settings);

    /** An open store. Safe for all threads. */
    interface Store extends AutoCloseable {
        /** The store for one thread, called in one of the {@link Peer#variants}. */
        Session session(int variant);

        /** Returns once no background work is left. */
        void settle();

        /** Moves to disk what only memory and the log hold, then settles. */
        void flush();

        /** Brings the store into its best shape for reads, then settles. */
        void compact();

        @Override
        void close();
    }

    /**
     * One thread's way into a store. Whatever is read is copied into a buffer of the session, the
     * caller's buffer, in every engine alike.
     */
    interface Session extends AutoCloseable {
        /** Puts; on return the pair is as durable as the settings say. The arrays are not kept. */
        void put(byte[] key, byte[] value);

        /** The size of the value, which is now in the buffer; −1 when there is none. */
        int get(byte[] key);

        /** The first eight bytes of what the last {@link #get} found, big-endian. */
        long valueHead();

        /**
         * Copies at most so many pairs from {@code from} on (empty: from the first) into the
         * buffer, one after another; answers how many there were.
         */
        long scan(byte[] from, long atMost);

        @Override
        default void close() {}
    }
}
