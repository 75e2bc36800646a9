package dev.cairn.transport.netty.eventloop;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;

/**
 * The event loop that a lane runs itself.
 *
 * <p>Netty's own {@code wakeup} ends a wait that has begun and is lost between two; a lane needs
 * the next wait to end too, or a task given to it just before it polls would lie until the wait is
 * over. So a wakeup also leaves a mark, which {@link #canBlock} respects.
 */
final class LaneLoop extends ManualIoEventLoop {
    private volatile boolean awake;

    LaneLoop(Thread lane, IoHandlerFactory handlers) {
        super(lane, handlers);
    }

    @Override
    protected boolean canBlock() {
        return !awake;
    }

    /** Handles what is ready and runs the loop's tasks, waiting at most {@code maxWaitNanos}. */
    void turn(long maxWaitNanos) {
        try {
            // Netty takes 0 for "wait for ever" and a negative number for "do not wait".
            run(maxWaitNanos > 0 ? maxWaitNanos : -1);
        } finally {
            awake = false;
        }
    }

    void wake() {
        awake = true;
        wakeup();
    }
}
