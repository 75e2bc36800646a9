package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageEngine.Cursor;
import dev.cairn.api.spi.StorageEngine.ValueSink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The store as it was when this was made, whatever is written meanwhile. It keeps what it sees
 * alive: the memtables of that time in memory, and the tables of that time on disk though they were
 * merged since. So close it soon. A value that expires later than it was made stays in it. Safe for
 * all threads; once it or the store is closed, every method throws CLOSED.
 */
public final class Snapshot implements AutoCloseable {
    private final LsmEngine engine;
    private final Views views;
    private final View view;
    private final long position;
    private final long millis;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Made within a call that has found {@code view}. */
    Snapshot(LsmEngine engine, Views views, View view, long position, long millis) {
        this.engine = engine;
        this.views = views;
        this.view = view;
        this.position = position;
        this.millis = millis;
        view.hold();
    }

    /** The position of the last batch that it sees. */
    public long position() {
        return position;
    }

    /** The value of a key, as a copy. */
    public Optional<Bytes> get(Bytes key) {
        Bytes[] found = {Bytes.EMPTY};
        return read(key, value -> found[0] = Bytes.copyOf(value))
                ? Optional.of(found[0])
                : Optional.empty();
    }

    /** Gives the sink the value of a key, valid during the call; whether there is one. */
    public boolean read(Bytes key, ValueSink sink) {
        int inside = views.enter();
        try {
            ensureOpen();
            return engine.read(view, position, () -> millis, key.segment(), sink);
        } finally {
            views.exit(inside);
        }
    }

    /** A cursor over a range. It may be closed after the snapshot. */
    public Cursor cursor(Range range) {
        int inside = views.enter();
        try {
            ensureOpen();
            return engine.cursor(view, position, millis, range);
        } finally {
            views.exit(inside);
        }
    }

    List<Placed> tables() {
        return view.tables();
    }

    private void ensureOpen() {
        if (closed.get()) {
            throw Views.closed();
        }
    }

    /** Lets go of what it kept, once the calls of other threads that are inside have ended. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            views.afterCalls(view::drop);
        }
    }
}
