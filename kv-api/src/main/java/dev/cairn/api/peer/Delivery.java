package dev.cairn.api.peer;

import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.spi.Transport.Link;
import java.lang.foreign.MemorySegment;

/**
 * What a transport's links call: its user's handler, while there is one; what comes before and
 * after is dropped. Safe for all threads.
 */
public final class Delivery implements FrameHandler {
    private static final FrameHandler NOBODY =
            new FrameHandler() {
                @Override
                public void frame(Link from, int kind, MemorySegment payload) {}

                @Override
                public void up(Link link) {}

                @Override
                public void down(Link link, String cause) {}
            };

    private volatile FrameHandler handler = NOBODY;

    /** To nobody yet. */
    public Delivery() {}

    /** From here on to {@code wanted}. */
    public void begin(FrameHandler wanted) {
        handler = wanted;
    }

    /** To nobody any more. */
    public void end() {
        handler = NOBODY;
    }

    @Override
    public void frame(Link from, int kind, MemorySegment payload) {
        handler.frame(from, kind, payload);
    }

    @Override
    public void up(Link link) {
        handler.up(link);
    }

    @Override
    public void down(Link link, String cause) {
        handler.down(link, cause);
    }
}
