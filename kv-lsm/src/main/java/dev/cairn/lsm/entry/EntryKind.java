package dev.cairn.lsm.entry;

import dev.cairn.api.spi.WriteBatch;

/** What a source says of a key. The first four are stored, by {@link #code}. */
public enum EntryKind {
    /** It has this value. */
    PUT(1),
    /** It was removed; older sources do not count. */
    DELETE(2),
    /** This operand is to be folded into what older sources say. */
    MERGE(3),
    /** It has this value until a time, see {@link Expiry}; then as if it had been removed. */
    PUT_UNTIL(4),
    /** Nothing; ask older sources. */
    NONE(0),
    /** What it says is on disk and the caller would not wait. */
    UNREAD(0);

    private final int code;

    EntryKind(int code) {
        this.code = code;
    }

    /** The number that stands for it in logs and tables: 1 to 4. */
    public int code() {
        return code;
    }

    /** The kind behind a stored number; {@link #NONE} when there is no such kind. */
    public static EntryKind of(int code) {
        return switch (code) {
            case 1 -> PUT;
            case 2 -> DELETE;
            case 3 -> MERGE;
            case 4 -> PUT_UNTIL;
            default -> NONE;
        };
    }

    /** How many bytes what it says has at least: those of a time, or none. */
    public int leastBytes() {
        return this == PUT_UNTIL ? WriteBatch.UNTIL_BYTES : 0;
    }

    /** Whether it is a value, be it for a time. */
    public boolean isPut() {
        return this == PUT || this == PUT_UNTIL;
    }

    /** The kind of a write. */
    public static EntryKind of(WriteBatch.Kind kind) {
        return switch (kind) {
            case PUT -> PUT;
            case DELETE -> DELETE;
            case MERGE -> MERGE;
            case PUT_UNTIL -> PUT_UNTIL;
        };
    }
}
