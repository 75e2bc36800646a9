package dev.cairn.lsm;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A reader's cursor: holds its view until it is closed. */
final class EngineCursor implements StorageEngine.Cursor {
    private final Views views;
    private final View view;
    private final EntryCursor entries;
    private final MemorySegment end;
    private boolean closed;

    /** Made within a call that has found {@code view}. */
    EngineCursor(Views views, View view, EntryCursor entries, MemorySegment to) {
        this.views = views;
        this.view = view;
        this.entries = entries;
        this.end = MemorySegment.ofArray(to.toArray(ValueLayout.JAVA_BYTE));
        view.hold();
    }

    @Override
    public boolean next() {
        ensureOpen();
        int inside = views.enter();
        try {
            return entries.next()
                    && (end.byteSize() == 0 || KeyOrder.compare(entries.key(), end) < 0);
        } finally {
            views.exit(inside);
        }
    }

    @Override
    public MemorySegment key() {
        ensureOpen();
        return entries.key();
    }

    @Override
    public MemorySegment value() {
        ensureOpen();
        return entries.value();
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
            view.drop();
        }
    }
}
