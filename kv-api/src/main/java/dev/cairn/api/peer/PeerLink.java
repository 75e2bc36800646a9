package dev.cairn.api.peer;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.spi.Transport.FrameHandler;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A link as its users see it: one that was dialled outlives its connections, one that was accepted
 * has just one. What a transport tells it, it tells on the link's lane.
 */
public final class PeerLink implements Transport.Link {
    private static final Agreement NONE = new Agreement(new NodeId("unknown"), ClusterId.NONE, 0);

    private final Lane lane;
    private final FrameHandler handler;
    private final EventSink events;
    private final BiConsumer<PeerLink, String> onDown;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Runnable onClose;
    private volatile @Nullable Connection connection;
    private volatile Agreement agreed = NONE;

    /** One connection whose handshake is done, until it ends. */
    public interface Connection {
        /** What its handshake has settled. */
        Agreement agreed();

        /** Whether it has not ended yet. Safe for all threads. */
        boolean isOpen();

        /**
         * Takes a frame with {@code size} payload bytes; false when too much waits, or it has
         * ended. Safe for all threads.
         */
        boolean offer(Frame frame, int size);

        /** Whether a frame would be taken soon enough to try. Safe for all threads. */
        boolean hasRoom();

        /** Ends it; repeating it does nothing. On the lane. */
        void end(String cause);
    }

    /**
     * On {@code lane}; {@code onDown} is told after the handler, with the cause, and {@code
     * onClose} on the lane when the link's user ends it for good.
     */
    public PeerLink(
            Lane lane,
            FrameHandler handler,
            EventSink events,
            BiConsumer<PeerLink, String> onDown,
            Runnable onClose) {
        this.lane = lane;
        this.handler = handler;
        this.events = events;
        this.onDown = onDown;
        this.onClose = onClose;
    }

    /** Where the link lives. Safe for all threads. */
    public Lane lane() {
        return lane;
    }

    @Override
    public NodeId peer() {
        return agreed.peer();
    }

    @Override
    public ClusterId cluster() {
        return agreed.cluster();
    }

    @Override
    public int version() {
        return agreed.version();
    }

    @Override
    public void close() {
        lane.execute(() -> {
            onClose.run();
            end("closed");
        });
    }

    @Override
    public boolean isUp() {
        Connection present = connection;
        return present != null && present.isOpen();
    }

    @Override
    public boolean offer(Frame frame) {
        int size = frame.size();
        if (size < 0 || size > Transport.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "a frame has at most "
                            + Transport.MAX_FRAME_BYTES
                            + " payload bytes, not "
                            + size);
        }
        Connection present = connection;
        return present != null && present.offer(frame, size);
    }

    /**
     * What waits runs once: when the link is up and has room, and is dropped with a link that
     * cannot come up again.
     */
    @Override
    public void onWritable(Runnable again) {
        waiting.add(again);
        lane.execute(this::tellWaiting);
    }

    /** There may be room again. */
    public void tellWaiting() {
        Connection present = connection;
        for (int left = waiting.size(); left > 0 && present != null && present.hasRoom(); left--) {
            Runnable again = waiting.poll();
            if (again != null) {
                guarded("onWritable", again);
            }
        }
    }

    /** Frames go by {@code made} from here on. */
    public void up(Connection made) {
        agreed = made.agreed();
        connection = made;
        guarded("up", () -> handler.up(this));
        tellWaiting();
    }

    /** A frame has come; {@code payload} is the handler's until it returns. */
    public void deliver(int kind, MemorySegment payload) {
        try {
            handler.frame(this, kind, payload);
        } catch (RuntimeException broken) {
            tell("a frame of kind " + kind, broken);
        }
    }

    /** {@code ended} is over; told again, or of an older one, it does nothing. */
    public void down(Connection ended, String cause) {
        if (connection == ended) {
            connection = null;
            guarded("down", () -> handler.down(this, cause));
            onDown.accept(this, cause);
        }
    }

    /** Ends the present connection, if there is one. */
    public void end(String cause) {
        Connection present = connection;
        if (present != null) {
            present.end(cause);
        }
    }

    /** A fault of the handler is told and does not take the link down. */
    private void guarded(String what, Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException broken) {
            tell(what, broken);
        }
    }

    private void tell(String what, RuntimeException broken) {
        events.emit(
                new Event.Note(
                        Event.Severity.ERROR,
                        "handling " + what + " from " + peer() + " failed: " + broken));
    }
}
