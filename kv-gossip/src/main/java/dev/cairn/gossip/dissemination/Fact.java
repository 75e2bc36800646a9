package dev.cairn.gossip.dissemination;

import dev.cairn.api.Bytes;

/**
 * One fact in its newest form.
 *
 * @param name what it says
 * @param version its place in its node's sequence of changes
 * @param content the fact itself
 */
record Fact(String name, long version, Bytes content) {
    /** The longest name, in characters. */
    static final int MAX_NAME_LENGTH = 64;

    static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME_LENGTH;
    }
}
