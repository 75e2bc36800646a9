package dev.cairn.api.spi;

import org.jspecify.annotations.Nullable;

/** The one failure of a storage engine, with its kind. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure. */
    public enum Kind {
        /** Bytes on disk are not what was written. */
        CORRUPT,
        /** The disk takes no writes; reads go on. */
        READ_ONLY,
        /** Reading or opening failed. */
        IO,
        /** Another process has the store open, or it was written by something else. */
        REFUSED,
        /** The engine is closed. */
        CLOSED
    }

    private final Kind kind;
    private final String file;
    private final long offset;

    private StorageException(
            Kind kind, String file, long offset, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.file = file;
        this.offset = offset;
    }

    /** A failure that is not about one place in one file. */
    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, "", -1, message, cause);
    }

    /** Damage in one place. */
    public static StorageException corrupt(String file, long offset, String detail) {
        return new StorageException(
                Kind.CORRUPT,
                file,
                offset,
                file + " is corrupt at byte " + offset + ": " + detail,
                null);
    }

    /** What kind of failure. */
    public Kind kind() {
        return kind;
    }

    /** The damaged file; empty when it is not about one. */
    public String file() {
        return file;
    }

    /** Where the damage is, in bytes; −1 when it is not about one place. */
    public long offset() {
        return offset;
    }
}
