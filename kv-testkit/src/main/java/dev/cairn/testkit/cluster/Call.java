package dev.cairn.testkit.cluster;

import dev.cairn.api.Answer;
import dev.cairn.api.KvError;
import java.util.Optional;

/**
 * A request under way, and what came of it.
 *
 * <pre>{@code
 * Call<ReadResult> call = node.get(key);
 * cluster.await(call);
 * call.result().siblings();
 * }</pre>
 *
 * @param <T> the result's type
 */
public final class Call<T> implements Answer<T> {
    private Optional<T> result = Optional.empty();
    private Optional<KvError> error = Optional.empty();
    private Runnable whenDone = () -> {};

    /** A request without an answer yet. */
    public Call() {}

    @Override
    public void succeeded(T value) {
        result = Optional.of(value);
        end();
    }

    @Override
    public void failed(KvError why) {
        error = Optional.of(why);
        end();
    }

    private void end() {
        whenDone.run();
    }

    /** Runs {@code next} when the answer comes, or at once when it has come. */
    public void whenDone(Runnable next) {
        if (isDone()) {
            next.run();
        } else {
            whenDone = next;
        }
    }

    /** Whether there is an answer. */
    public boolean isDone() {
        return result.isPresent() || error.isPresent();
    }

    /** Whether the answer is a result. */
    public boolean succeeded() {
        return result.isPresent();
    }

    /** The result; throws {@link AssertionError} when there is none. */
    public T result() {
        return result.orElseThrow(() ->
                new AssertionError(
                        error.map(why -> "the request failed: " + why)
                                .orElse("the request has no answer yet")));
    }

    /** Why it failed; empty while there is no answer, or a result. */
    public Optional<KvError> error() {
        return error;
    }
}
