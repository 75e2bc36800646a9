package dev.cairn.replication.watch;

import dev.cairn.api.Bytes;
import dev.cairn.replication.watch.Journal.Mark;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What nodes ask each other about what was written. Every question has one answer. */
sealed interface WatchMessage {
    /** The id that the asking node gave; an answer repeats it. */
    long request();

    /**
     * What was written in a bucket behind a mark; answered as soon as there is anything, or when
     * the patience is over.
     *
     * @param bucket which bucket
     * @param key the one key that is meant; empty for all
     * @param after the mark; empty to be told the present one at once
     * @param patience how long to wait for something to tell, whole milliseconds
     */
    record Follow(long request, String bucket, Bytes key, Optional<Mark> after, Duration patience)
            implements WatchMessage {}

    /**
     * What was written since.
     *
     * @param mark how far this goes
     * @param gap whether what was written up to there is not known any more
     * @param pairs the keys as they are stored now, each at least once
     */
    record Followed(long request, Mark mark, boolean gap, List<Pair> pairs)
            implements WatchMessage {}

    /**
     * A key that was written.
     *
     * @param key its storage key
     * @param item the bytes of its item; none of a key of a linearizable bucket, or where the owner
     *     that tells holds nothing of it any more
     */
    record Pair(Bytes key, Bytes item) {}
}
