package dev.cairn.server.config;

import java.util.List;

/**
 * A value as it was written, before anybody has said what type it has.
 *
 * @param kind its form
 * @param items one text for a scalar, any number for a list, none for nothing
 * @param source where it stands
 */
record Written(Kind kind, List<String> items, Source source) {
    /** The forms a value can have. */
    enum Kind {
        /** A key with nothing behind it. */
        NOTHING,
        /** One value. */
        SCALAR,
        /** A YAML list. */
        LIST
    }

    static Written scalar(String text, Source source) {
        return new Written(Kind.SCALAR, List.of(text), source);
    }

    /** How an error message shows it. */
    String shown() {
        return switch (kind) {
            case NOTHING -> "nothing";
            case SCALAR -> "\"" + items.getFirst() + "\"";
            case LIST -> "the list " + items;
        };
    }
}
