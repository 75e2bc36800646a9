package dev.cairn.server.wiring;

import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened, closed in the opposite order; a failure to close one thing is told and does not
 * keep the rest open.
 */
final class Closing implements AutoCloseable {
    private final Deque<Part> parts = new ArrayDeque<>();
    private final EventSink events;

    private record Part(String name, AutoCloseable resource) {}

    Closing(EventSink events) {
        this.events = events;
    }

    <T extends AutoCloseable> T add(String name, T resource) {
        parts.push(new Part(name, resource));
        return resource;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.resource().close();
            } catch (Exception failed) {
                events.emit(
                        new Event.Note(
                                Event.Severity.ERROR,
                                "closing " + part.name() + " failed: " + failed));
            }
        }
    }
}
