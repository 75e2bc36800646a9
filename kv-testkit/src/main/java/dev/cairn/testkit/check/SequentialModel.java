package dev.cairn.testkit.check;

import java.util.Optional;

/**
 * An object as it behaves when its operations come one after another.
 *
 * @param <S> its state, immutable, with equality by value
 * @param <I> what is asked of it
 * @param <O> what it answers
 */
public interface SequentialModel<S, I, O> {
    /** Its first state. */
    S initial();

    /**
     * The state after an operation; empty when the object could not have answered so.
     *
     * @param output the answer; empty when it is not known, and then any would do
     */
    Optional<S> next(S state, I input, Optional<O> output);
}
