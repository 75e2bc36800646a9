package dev.cairn.transport.grpc.peer;

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
 * has just one.
 */
final class PeerLink implements Transport.Link {
    private static final Agreement NONE = new Agreement(new NodeId("unknown"), ClusterId.NONE, 0);

    private final Lane lane;
    private final FrameHandler handler;
    private final EventSink events;
    private final BiConsumer<PeerLink, String> onDown;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable PeerConnection connection;
    private volatile Agreement agreed = NONE;
    private final Runnable onClose;

    /**
     * On {@code lane}; {@code onDown} is told after the handler, with the cause, and {@code
     * onClose} on the lane when the link's user ends it for good.
     */
    PeerLink(
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

    Lane lane() {
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
        PeerConnection present = connection;
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
        PeerConnection present = connection;
        return present != null && present.outbox().offer(frame, size);
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

    void tellWaiting() {
        PeerConnection present = connection;
        for (int left = waiting.size();
                left > 0 && present != null && present.outbox().hasRoom();
                left--) {
            Runnable again = waiting.poll();
            if (again != null) {
                guarded("onWritable", again);
            }
        }
    }

    void up(PeerConnection made) {
        agreed = made.agreed();
        connection = made;
        guarded("up", () -> handler.up(this));
        tellWaiting();
    }

    void deliver(int kind, MemorySegment payload) {
        try {
            handler.frame(this, kind, payload);
        } catch (RuntimeException broken) {
            tell("a frame of kind " + kind, broken);
        }
    }

    void down(PeerConnection ended, String cause) {
        if (connection == ended) {
            connection = null;
            guarded("down", () -> handler.down(this, cause));
            onDown.accept(this, cause);
        }
    }

    /** Ends the present connection, if there is one. On the lane. */
    void end(String cause) {
        PeerConnection present = connection;
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
