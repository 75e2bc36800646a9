package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;

/**
 * What a request is about.
 *
 * @param register the register's name, 1 to {@value #MAX_NAME} characters
 * @param generation 0 for a plain register; of a chain, the one to be decided
 * @param configuration the number of the voters it is asked under
 * @param base of a chain, the value of the generation before; else of no bytes
 */
public record Scope(String register, long generation, long configuration, Bytes base) {
    /** The longest name, in characters. */
    public static final int MAX_NAME = 128;

    /** Checks the name; throws {@link IllegalArgumentException}. */
    public Scope {
        if (register.isEmpty() || register.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a register's name has 1 to " + MAX_NAME + " characters");
        }
        if (generation < 0 || configuration < 0) {
            throw new IllegalArgumentException("generations and configurations are not negative");
        }
    }

    /** The scope of a plain register. */
    public static Scope plain(String register, long configuration) {
        return new Scope(register, 0, configuration, Bytes.EMPTY);
    }

    /** Whether the register is a chain. */
    public boolean isChained() {
        return generation > 0;
    }
}
