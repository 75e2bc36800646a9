package dev.cairn.transport.netty.resp;

import dev.cairn.api.Answer;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the answers of one command's requests and replies once: with the result, or the first
 * error. Any thread.
 */
final class Gathering {
    private final AtomicInteger missing;
    private final AtomicInteger failures = new AtomicInteger();
    private final int requests;
    private final AtomicReference<@Nullable KvError> error = new AtomicReference<>();
    private final Consumer<Reply> done;
    private final Supplier<Reply> result;

    /**
     * Replies to {@code done} when {@code requests} have been answered; with {@code result} when
     * none failed.
     */
    Gathering(int requests, Consumer<Reply> done, Supplier<Reply> result) {
        this.missing = new AtomicInteger(requests);
        this.requests = requests;
        this.done = done;
        this.result = result;
    }

    /**
     * The place for one answer; {@code use} may throw {@link KvException}, which then counts as the
     * answer.
     */
    <T> Answer<T> expect(Consumer<T> use) {
        return new Answer<>() {
            @Override
            public void succeeded(T answer) {
                try {
                    use.accept(answer);
                } catch (KvException refused) {
                    failed(refused.error());
                    return;
                }
                answered();
            }

            @Override
            public void failed(KvError failure) {
                error.compareAndSet(null, failure);
                failures.incrementAndGet();
                answered();
            }
        };
    }

    private void answered() {
        if (missing.decrementAndGet() > 0) {
            return;
        }
        KvError first = error.get();
        if (first == null) {
            done.accept(result.get());
        } else if (requests == 1) {
            done.accept(Reply.of(first));
        } else {
            String detail =
                    failures.get()
                            + " of "
                            + requests
                            + " keys failed, the first: "
                            + first.detail();
            done.accept(Reply.of(new KvError(first.code(), detail, first.operation())));
        }
    }
}
