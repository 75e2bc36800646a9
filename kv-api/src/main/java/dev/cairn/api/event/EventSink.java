package dev.cairn.api.event;

/** Where events go. Safe for all threads; never blocks, never throws. */
@FunctionalInterface
public interface EventSink {
    /** A sink that forgets everything. */
    EventSink NONE = event -> {};

    /** Takes one event. */
    void emit(Event event);
}
