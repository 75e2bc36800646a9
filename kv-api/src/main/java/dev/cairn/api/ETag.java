package dev.cairn.api;

/**
 * Names one state of a key in a linearizable bucket: no two states of a key ever have the same. It
 * comes with reads and writes and goes back in a {@link Condition}. Its inside belongs to the
 * servers.
 *
 * @param text 1 to {@value #MAX_LENGTH} letters, digits, dots and dashes
 */
public record ETag(String text) {
    /** The longest. */
    public static final int MAX_LENGTH = 64;

    /** Checks the text; throws {@link KvException} {@code BAD_REQUEST}. */
    public ETag {
        boolean sound =
                !text.isEmpty()
                        && text.length() <= MAX_LENGTH
                        && text.chars().allMatch(ETag::isAllowed);
        if (!sound) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "an ETag is one that this store gave out, in quotes");
        }
    }

    private static boolean isAllowed(int c) {
        return c >= '0' && c <= '9'
                || c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c == '.'
                || c == '-';
    }

    @Override
    public String toString() {
        return text;
    }
}
