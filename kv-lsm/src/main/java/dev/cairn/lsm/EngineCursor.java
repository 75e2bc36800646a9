package dev.cairn.lsm;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.Expiry;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A reader's cursor: holds its view until it is closed. */
final class EngineCursor implements StorageEngine.Cursor {
    private final Views views;
    private final View view;
    private final EntryCursor entries;
    private final MemorySegment bound;
    private final boolean descending;
    private final long now;
    private boolean closed;

    /**
     * Made within a call that has found {@code view}.
     *
     * @param bound where it ends; empty: nowhere
     * @param now what expires by then is not seen
     */
    EngineCursor(
            Views views,
            View view,
            EntryCursor entries,
            MemorySegment bound,
            boolean descending,
            long now) {
        this.views = views;
        this.view = view;
        this.entries = entries;
        this.descending = descending;
        this.now = now;
        this.bound = MemorySegment.ofArray(bound.toArray(ValueLayout.JAVA_BYTE));
        view.hold();
    }

    /** No call to be entered: the view keeps alive what is walked over. */
    @Override
    public boolean next() {
        ensureOpen();
        boolean more = entries.next();
        while (more && Expiry.isDue(entries, now)) {
            more = entries.next();
        }
        return more && isWithinBound();
    }

    private boolean isWithinBound() {
        if (bound.byteSize() == 0) {
            return true;
        }
        int order = KeyOrder.compare(entries.key(), bound);
        return descending ? order >= 0 : order < 0;
    }

    @Override
    public MemorySegment key() {
        ensureOpen();
        return entries.key();
    }

    @Override
    public MemorySegment value() {
        ensureOpen();
        return Expiry.value(entries.kind(), entries.value());
    }

    private void ensureOpen() {
        if (closed) {
            throw Views.closed();
        }
        views.ensureOpen();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            entries.close();
            view.drop();
        }
    }
}
