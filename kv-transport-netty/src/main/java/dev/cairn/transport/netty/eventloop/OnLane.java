package dev.cairn.transport.netty.eventloop;

import dev.cairn.api.env.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Runs something on a lane and waits for it: for starting and closing, never for requests. */
public final class OnLane {
    private static final long PATIENCE_SECONDS = 10;

    private OnLane() {}

    /**
     * What {@code work} answers on {@code lane}, at once when called there. Throws what it throws,
     * and {@link IllegalStateException} when the lane does not get to it within {@value
     * #PATIENCE_SECONDS} s.
     */
    public static <T> T call(Lane lane, Supplier<T> work) {
        if (lane.isCurrent()) {
            return work.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        lane.execute(() -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException | Error failure) {
                result.completeExceptionally(failure);
            }
        });
        return await(result, "lane " + lane.index());
    }

    /** The result of {@code future}; {@code who} is named when it does not come. */
    public static <T> T await(CompletableFuture<T> future, String who) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new CompletionException(failed.getCause());
        } catch (TimeoutException late) {
            throw new IllegalStateException(
                    who + " did not answer within " + PATIENCE_SECONDS + " s", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + who, stopped);
        }
    }
}
