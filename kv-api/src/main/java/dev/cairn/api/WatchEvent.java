package dev.cairn.api;

import java.util.List;

/** What a watcher is told. */
public sealed interface WatchEvent {
    /** A watch that goes on from here misses nothing that comes behind this event. */
    WatchPosition position();

    /**
     * What has changed; without changes, how far the watch has come all the same. The first event
     * of a watch is one of those.
     *
     * @param changes what was found of each key
     * @param position behind them
     */
    record Changes(List<Change> changes, WatchPosition position) implements WatchEvent {
        /** Copies the list. */
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Changes may have been missed: the watch goes on from here, and whoever needs to know what
     * there is reads it anew, after this event.
     *
     * @param position behind what was missed
     */
    record Resync(WatchPosition position) implements WatchEvent {}

    /**
     * A key as some replica held it after it was written. The last state of a key is told; one that
     * was replaced soon may not be, and one may be told again, also after a later one.
     *
     * @param key which key
     * @param siblings its live values; none when it is deleted
     * @param context what a reader has seen now; empty in a linearizable bucket
     */
    record Change(Key key, List<Sibling> siblings, Context context) {
        /** Copies the list. */
        public Change {
            siblings = List.copyOf(siblings);
        }
    }
}
