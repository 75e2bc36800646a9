package dev.cairn.server.lane;

import dev.cairn.api.env.Clock;

/** The machine's clock. */
public final class SystemClock implements Clock {
    /** A clock; all are alike. */
    public SystemClock() {}

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }
}
