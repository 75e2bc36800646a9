package dev.cairn.transport.netty.eventloop;

import io.netty.channel.EventLoop;

/**
 * Runs an action once at the end of the loop's turn, however often it was asked for during it: many
 * small writes become one system call. Callable on the loop's thread only.
 */
public final class TurnFlush {
    private final EventLoop loop;
    private final Runnable action;
    private boolean asked;

    /** Runs {@code action} on {@code loop}. */
    public TurnFlush(EventLoop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** Asks for the action. */
    public void request() {
        if (!asked) {
            asked = true;
            loop.execute(this::run);
        }
    }

    private void run() {
        asked = false;
        action.run();
    }
}
