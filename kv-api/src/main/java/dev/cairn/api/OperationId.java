package dev.cairn.api;

/**
 * The id of one write: enough to find out later what became of it, and to retry it without applying
 * it twice.
 *
 * <p>An id made by the server names the slice, the time and the dot of the write. A caller may
 * bring an id of its own ({@code KV-Operation}), which is then kept with the sibling.
 *
 * @param text 1 to {@value #MAX_LENGTH} printable ASCII characters without white space
 */
public record OperationId(String text) {
    /** The longest id, in characters. */
    public static final int MAX_LENGTH = 128;

    /** Checks the form; throws {@link KvException} with {@link ErrorCode#BAD_REQUEST}. */
    public OperationId {
        boolean valid = !text.isEmpty() && text.length() <= MAX_LENGTH;
        for (int i = 0; valid && i < text.length(); i++) {
            valid = text.charAt(i) > 0x20 && text.charAt(i) < 0x7f;
        }
        if (!valid) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST,
                    "an operation id has 1 to 128 printable ASCII characters without spaces");
        }
    }

    /**
     * 64 bits that stand for the id where there is no room for it: FNV-1a over its characters, then
     * MurmurHash3's finalizer. Part of the item's format.
     */
    public long tag() {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }

    @Override
    public String toString() {
        return text;
    }
}
