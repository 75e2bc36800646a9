package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import java.util.ArrayList;
import java.util.List;

/** An answer to come. */
public final class Call<T> implements Answer<T> {
    private final List<T> results = new ArrayList<>();
    private final List<KvError> errors = new ArrayList<>();

    @Override
    public void succeeded(T result) {
        results.add(result);
        assertThat(results.size() + errors.size()).as("answers to one request").isEqualTo(1);
    }

    @Override
    public void failed(KvError error) {
        errors.add(error);
        assertThat(results.size() + errors.size()).as("answers to one request").isEqualTo(1);
    }

    public boolean isDone() {
        return !results.isEmpty() || !errors.isEmpty();
    }

    public boolean succeeded() {
        return !results.isEmpty();
    }

    public T result() {
        assertThat(errors).isEmpty();
        assertThat(results).hasSize(1);
        return results.getFirst();
    }

    public KvError error() {
        assertThat(results).isEmpty();
        assertThat(errors).hasSize(1);
        return errors.getFirst();
    }

    public ErrorCode code() {
        return error().code();
    }
}
