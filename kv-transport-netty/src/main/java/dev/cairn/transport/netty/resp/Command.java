package dev.cairn.transport.netty.resp;

import dev.cairn.api.Bytes;
import java.util.List;
import java.util.Locale;

/**
 * One command as a client sent it.
 *
 * @param parts its name and arguments, at least the name
 */
record Command(List<Bytes> parts) {
    /** The name in upper case. */
    String name() {
        return parts.getFirst().utf8().toUpperCase(Locale.ROOT);
    }

    /** Name and arguments together. */
    int size() {
        return parts.size();
    }

    /** The argument at {@code index}, from 1. */
    Bytes argument(int index) {
        return parts.get(index);
    }

    /** That argument as upper-case text. */
    String word(int index) {
        return argument(index).utf8().toUpperCase(Locale.ROOT);
    }
}
