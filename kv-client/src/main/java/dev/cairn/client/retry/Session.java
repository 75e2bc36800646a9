package dev.cairn.client.retry;

import dev.cairn.api.SessionOperation;
import java.time.InstantSource;
import java.util.BitSet;

/**
 * Numbers the writes of one client, so that the id of each also tells which of those before were
 * sent once and have succeeded: of those the store need not know a retry again. Safe for all
 * threads.
 */
public final class Session {
    private static final int COMPACT_AT = 1024;

    private final long id;
    private final InstantSource clock;
    private BitSet ended = new BitSet();
    private long firstBit = 1;
    private long next = 1;
    private long firstOpen = 1;
    private long onceFrom = 1;

    /** A session that has written nothing; {@code id} is drawn at random. */
    public Session(long id, InstantSource clock) {
        this.id = id;
        this.clock = clock;
    }

    /** The next write; {@link #ended} follows. */
    public synchronized SessionOperation begin() {
        long millis = Math.max(0, clock.millis());
        return new SessionOperation(id, next++, millis, Math.min(onceFrom, firstOpen), firstOpen);
    }

    /**
     * The write is over.
     *
     * @param once whether it has succeeded and no other attempt of it can have taken effect
     */
    public synchronized void ended(long number, boolean once) {
        if (!once) {
            onceFrom = Math.max(onceFrom, number + 1);
        }
        ended.set((int) (number - firstBit));
        int open = ended.nextClearBit((int) (firstOpen - firstBit));
        firstOpen = firstBit + open;
        if (open >= COMPACT_AT) {
            ended = ended.get(open, Math.max(open, ended.length()));
            firstBit = firstOpen;
        }
    }
}
