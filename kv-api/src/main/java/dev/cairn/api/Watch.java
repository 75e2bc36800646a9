package dev.cairn.api;

/**
 * A watch under way. Whoever is slow to ask for the next event holds nobody up and costs no more
 * memory: changes wait where they were made, as keys, and when they have waited too long the next
 * event is a {@link WatchEvent.Resync}. Safe for all threads.
 */
public interface Watch extends AutoCloseable {
    /** One that has ended. */
    Watch ENDED =
            new Watch() {
                @Override
                public void next() {}

                @Override
                public void close() {}
            };

    /** Asks for one more event, when the one before has come. */
    void next();

    /** Ends it without a word. May be repeated. */
    @Override
    void close();
}
