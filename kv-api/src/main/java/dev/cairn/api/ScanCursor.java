package dev.cairn.api;

import java.util.Base64;

/**
 * How far a scan has come: it goes on behind this position. Good for as long as the bucket exists,
 * on any node, whoever owns what by then. As text, unpadded base64url.
 *
 * @param position the token, eight bytes, and as much of a storage key as is needed
 */
public record ScanCursor(Bytes position) {
    private static final int LONGEST = 64 << 10;

    /** Checks the length; throws {@link KvException} {@code BAD_REQUEST}. */
    public ScanCursor {
        if (position.size() < Long.BYTES || position.size() > LONGEST) {
            throw notOurs();
        }
    }

    /** The position before all keys whose token is {@code token} or, unsigned, larger. */
    public static ScanCursor at(long token) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (token >>> Long.SIZE - Byte.SIZE * (i + 1));
        }
        return new ScanCursor(Bytes.wrap(bytes));
    }

    /** The token of the position, an unsigned 64-bit number. */
    public long token() {
        long token = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            token = token << Byte.SIZE | position.at(i) & 0xff;
        }
        return token;
    }

    /** Whether it stands before all keys of its token. */
    public boolean isBeforeToken() {
        return position.size() == Long.BYTES;
    }

    /** Reads the text form; throws {@link KvException} {@code BAD_REQUEST} when it is not that. */
    public static ScanCursor parse(String text) {
        try {
            return new ScanCursor(Bytes.wrap(Base64.getUrlDecoder().decode(text)));
        } catch (IllegalArgumentException notBase64) {
            throw notOurs();
        }
    }

    private static KvException notOurs() {
        return new KvException(
                ErrorCode.BAD_REQUEST, "the cursor is not one that this store gave out");
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.toByteArray());
    }
}
