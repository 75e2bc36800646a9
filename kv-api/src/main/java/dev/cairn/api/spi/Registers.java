package dev.cairn.api.spi;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;

/**
 * Small values beside the topology that the cluster agrees on, by name.
 *
 * <ol>
 *   <li>Reads and changes of a register are linearizable, also while those change who decide it.
 *   <li>A register that was never written has no bytes.
 *   <li>Every call is answered once, by its deadline at the latest: {@code UNAVAILABLE} when too
 *       few answer, and then nothing has changed; {@code TIMEOUT} leaves a change in doubt.
 * </ol>
 *
 * <p>For the lane of the {@link Membership} they belong to.
 */
public interface Registers {
    /** Reads a register. */
    void read(String name, Answer<Bytes> answer);

    /**
     * Replaces {@code expected}; answers the new value, or {@code CONFLICT} when the value is
     * another.
     */
    void compareAndSet(String name, Bytes expected, Bytes next, Answer<Bytes> answer);
}
