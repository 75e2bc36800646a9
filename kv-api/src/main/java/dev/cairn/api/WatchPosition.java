package dev.cairn.api;

import java.util.Base64;

/**
 * How far a watch has come: what was written later is still to be told. Good on any node. Its
 * inside belongs to the servers and changes between versions; clients never look. As text, unpadded
 * base64url.
 *
 * @param token the bytes of the token
 */
public record WatchPosition(Bytes token) {
    /** Reads the text form; throws {@link KvException} {@code BAD_REQUEST} when it is not that. */
    public static WatchPosition parse(String text) {
        try {
            return new WatchPosition(Bytes.wrap(Base64.getUrlDecoder().decode(text)));
        } catch (IllegalArgumentException notBase64) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "the position is not one that this store gave out");
        }
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.toByteArray());
    }
}
