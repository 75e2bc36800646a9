package dev.cairn.api;

/** Takes what a {@link Watch} tells: called on any thread, by one at a time; must not block. */
public interface Watcher {
    /** One event for each {@link Watch#next}. */
    void event(WatchEvent event);

    /**
     * Nothing comes any more; another node may go on from the last event's position. Not called
     * after {@link Watch#close}.
     */
    void ended(KvError error);
}
