package dev.cairn.testkit.check;

import java.util.Optional;

/**
 * A register that can be read, written, and changed when it has an expected value.
 *
 * @param initial its first value
 * @param <V> its values, with equality by value
 */
public record CasRegister<V>(V initial)
        implements SequentialModel<V, CasRegister.Input<V>, CasRegister.Output<V>> {
    /**
     * What is asked.
     *
     * @param <V> the values
     */
    public sealed interface Input<V> {}

    /**
     * What is the value? Answered by {@link Value}.
     *
     * @param <V> the values
     */
    public record Read<V>() implements Input<V> {}

    /**
     * Let it be this. Answered by {@link Done}.
     *
     * @param value the new value
     * @param <V> the values
     */
    public record Write<V>(V value) implements Input<V> {}

    /**
     * Let it be {@code next} if it is {@code expected}. Answered by {@link Done}.
     *
     * @param expected what it must be
     * @param next what it shall be
     * @param <V> the values
     */
    public record CompareAndSet<V>(V expected, V next) implements Input<V> {}

    /**
     * What is answered.
     *
     * @param <V> the values
     */
    public sealed interface Output<V> {}

    /**
     * The value.
     *
     * @param value what was read
     * @param <V> the values
     */
    public record Value<V>(V value) implements Output<V> {}

    /**
     * Whether it was changed.
     *
     * @param changed false when the value was not the expected one
     * @param <V> the values
     */
    public record Done<V>(boolean changed) implements Output<V> {}

    @Override
    public Optional<V> next(V state, Input<V> input, Optional<Output<V>> output) {
        return switch (input) {
            case Read<V> _ ->
                    fits(output, new Value<>(state)) ? Optional.of(state) : Optional.empty();
            case Write<V>(V value) ->
                    fits(output, new Done<>(true)) ? Optional.of(value) : Optional.empty();
            case CompareAndSet<V>(V expected, V next) -> {
                boolean holds = state.equals(expected);
                yield fits(output, new Done<>(holds))
                        ? Optional.of(holds ? next : state)
                        : Optional.empty();
            }
        };
    }

    private static <V> boolean fits(Optional<Output<V>> heard, Output<V> right) {
        return heard.isEmpty() || heard.get().equals(right);
    }
}
