package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.KvError;
import java.util.Optional;

/** An answer to look at. */
final class Calls<T> implements Answer<T> {
    private Optional<T> result = Optional.empty();
    private Optional<KvError> error = Optional.empty();

    @Override
    public void succeeded(T value) {
        result = Optional.of(value);
    }

    @Override
    public void failed(KvError why) {
        error = Optional.of(why);
    }

    boolean isDone() {
        return result.isPresent() || error.isPresent();
    }

    Optional<T> result() {
        return result;
    }

    Optional<KvError> error() {
        return error;
    }
}
