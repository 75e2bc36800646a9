package dev.cairn.lsm;

import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.MergeOperator;
import dev.cairn.lsm.entry.EntryCursor;
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
    private boolean closed;

    /** Made within a call that has found {@code view}. */
    EngineCursor(
            Views views,
            View view,
            MemorySegment from,
            MemorySegment to,
            boolean descending,
            long position,
            MergeOperator operator) {
        this.views = views;
        this.view = view;
        this.descending = descending;
        this.entries =
                descending
                        ? view.descending(from, to, position, operator)
                        : view.cursor(from, to, position, operator);
        this.bound = MemorySegment.ofArray((descending ? from : to).toArray(ValueLayout.JAVA_BYTE));
        view.hold();
    }

    /** No call to be entered: the view keeps alive what is walked over. */
    @Override
    public boolean next() {
        ensureOpen();
        return entries.next() && isWithinBound();
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
