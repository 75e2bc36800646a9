package dev.cairn.transport.netty.entrance;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose other end has not done its part in time. For one thread, the loop's.
 */
public final class Deadline {
    private final Duration limit;
    private @Nullable ScheduledFuture<?> closing;

    /** Allows {@code limit} from {@link #start} on. */
    public Deadline(Duration limit) {
        this.limit = limit;
    }

    /** Begins to wait. */
    public void start(ChannelHandlerContext context) {
        closing =
                context.executor()
                        .schedule(() -> context.close(), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The other end has done its part. */
    public void cancel() {
        if (closing != null) {
            closing.cancel(false);
            closing = null;
        }
    }
}
