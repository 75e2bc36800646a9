package dev.cairn.api.cluster;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;

/**
 * The name of a node, unique in its cluster and kept for the node's whole life.
 *
 * @param name 1 to 63 characters of {@code [a-z0-9-]}
 */
public record NodeId(String name) implements Comparable<NodeId> {
    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 63;

    /** Checks the form; throws {@link KvException} with {@link ErrorCode#BAD_REQUEST}. */
    public NodeId {
        boolean valid = !name.isEmpty() && name.length() <= MAX_LENGTH;
        for (int i = 0; valid && i < name.length(); i++) {
            char c = name.charAt(i);
            valid = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
        }
        if (!valid) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    "a node id has 1 to 63 characters of a-z 0-9 -, not \"" + name + "\"");
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
