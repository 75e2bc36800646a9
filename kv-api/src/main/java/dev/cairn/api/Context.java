package dev.cairn.api;

import java.util.Base64;

/**
 * What a client has seen of a key, as an opaque token: it comes with every read and write, and goes
 * back with the next write. Its inside belongs to the servers and changes between versions; clients
 * never look.
 *
 * @param token the bytes of the token
 */
public record Context(Bytes token) {
    /**
     * Reads the text form, unpadded base64url; throws {@link KvException} {@code BAD_REQUEST} when
     * it is not that.
     */
    public static Context parse(String text) {
        try {
            return new Context(Bytes.wrap(Base64.getUrlDecoder().decode(text)));
        } catch (IllegalArgumentException notBase64) {
            throw new KvException(
                    ErrorCode.BAD_REQUEST, "the context is not a token that this store gave out");
        }
    }

    /** The text form, unpadded base64url, as headers and the command line carry it. */
    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.toByteArray());
    }
}
