package dev.cairn.replication.mint;

import dev.cairn.api.OperationId;
import dev.cairn.api.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/**
 * Writes the ids that the store gives writes, drawn in docs/formats/peer-messages.md under
 * "operation id": kind, token and time, what {@link #begin} is followed by, and where there is room
 * the key and in clear the bucket. Reusable; for one thread.
 */
public final class IdWriter {
    /** Of a version, named by its dot. */
    public static final int OF_VERSION = 1;

    /** Of a write to a register. */
    public static final int OF_REGISTER = 2;

    /** Set in the kind of an id that tells the key. */
    public static final int WITH_KEY = 16;

    /** RFC 4648, section 5. */
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final int USUAL_BYTES = 128;

    private final WireWriter blob = new WireWriter(USUAL_BYTES);
    private final WireWriter text = new WireWriter(USUAL_BYTES);

    /** Nothing is written. */
    public IdWriter() {}

    /** Begins an id; answers what its own part is written to. */
    public WireWriter begin(int kind, long token, long millis) {
        return blob.reset().u8(kind).i64(token).varint(millis);
    }

    /** Begins the id of a version and writes its own part. */
    public void dot(
            long token,
            long millis,
            long round,
            String node,
            long storage,
            long epoch,
            long counter) {
        begin(OF_VERSION, token, millis).varint(round).text(node).i64(storage);
        blob.varint(epoch).varint(counter);
    }

    /** Ends it with a key, part of an array, and its bucket; the id is {@link #characters}. */
    public void end(String bucket, byte[] source, int from, int length) {
        int room = OperationId.MAX_LENGTH - 1 - bucket.length();
        if (textLength(blob.size() + length) <= room) {
            blob.buffer()[0] |= WITH_KEY;
            blob.raw(source, from, length);
        }
        encode();
        if (text.size() <= room) {
            text.u8('.');
            for (int i = 0; i < bucket.length(); i++) {
                text.u8(bucket.charAt(i));
            }
        }
    }

    /** Base64url without padding. */
    private void encode() {
        text.reset();
        byte[] bytes = blob.buffer();
        int size = blob.size();
        for (int at = 0; at < size; at += 3) {
            int left = size - at;
            int group = (bytes[at] & 0xff) << 16;
            group |= left > 1 ? (bytes[at + 1] & 0xff) << 8 : 0;
            group |= left > 2 ? bytes[at + 2] & 0xff : 0;
            int digits = Math.min(left, 3) + 1;
            for (int shift = 18; digits > 0; shift -= 6, digits--) {
                text.u8(ALPHABET[group >> shift & 0x3f]);
            }
        }
    }

    /** How many characters so many bytes take. */
    public static int textLength(int bytes) {
        return (bytes * 4 + 2) / 3;
    }

    /** The characters of the id that was ended last, until the next is. */
    public WireWriter characters() {
        return text;
    }

    /** The id that was ended last. */
    public OperationId id() {
        return new OperationId(
                new String(text.buffer(), 0, text.size(), StandardCharsets.US_ASCII));
    }
}
