package dev.cairn.api.nativeprotocol;

import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A GET call without options or receipt, read where it lies, and the reply to it: the bytes that
 * {@link RequestCodec} and {@link ResponseCodec} read and write, without objects. Reusable; for one
 * thread.
 */
public final class PlainGet {
    private static final int MOST_ID_BITS = 63;

    private final Span key = new Span();
    private byte[] bucketBytes = new byte[0];
    private String bucket = "";
    private long id;
    private byte[] source = new byte[0];
    private int at;
    private int end;

    /** Has read nothing. */
    public PlainGet() {}

    /** Reads a call; false when it is another one, or none. */
    public boolean read(byte[] message, int length) {
        source = message;
        at = 0;
        end = length;
        if (length < 1 || (message[at++] & 0xff) != RequestCodec.GET) {
            return false;
        }
        id = varint();
        if (id < 0 || end - at < 2 || source[at++] != 0 || source[at++] != 0) {
            return false;
        }
        int nameLength = length();
        if (nameLength < 0) {
            return false;
        }
        readBucket(nameLength);
        int keyLength = length();
        key.set(at, keyLength);
        return keyLength >= 0 && at + keyLength == end;
    }

    /** The same text as before where the bytes are the same. */
    private void readBucket(int length) {
        if (!Arrays.equals(source, at, at + length, bucketBytes, 0, bucketBytes.length)) {
            bucketBytes = Arrays.copyOfRange(source, at, at + length);
            bucket = new String(bucketBytes, StandardCharsets.UTF_8);
        }
        at += length;
    }

    /** A number of bytes that are all there; −1 when it is none. */
    private int length() {
        long length = varint();
        return length < 0 || length > end - at ? -1 : (int) length;
    }

    /** −1 when it is none that fits. */
    private long varint() {
        long value = 0;
        for (int shift = 0; shift < MOST_ID_BITS && at < end; shift += 7) {
            int next = source[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }

    /** The call's bucket. */
    public String bucket() {
        return bucket;
    }

    /** Where its key lies. */
    public Span key() {
        return key;
    }

    /**
     * Appends the reply with the value of an item; false, and nothing is appended, when more than
     * one actor has written it.
     */
    public boolean writeFound(ItemView item, long epoch, WireWriter writer) {
        int before = writer.size();
        writer.u8(ResponseCodec.FOUND).varint(id).varint(item.tokenSize());
        item.writeToken(writer);
        writer.varint(1);
        if (!item.writeClock(writer)) {
            writer.cutTo(before);
            return false;
        }
        writer.i64(item.timestamp().millis()).u8(item.expires() ? 1 : 0);
        if (item.expires()) {
            writer.i64(item.expiresMillis());
        }
        writer.varint(item.valueSize());
        item.writeValue(writer);
        writer.varint(epoch).varint(0);
        return true;
    }
}
