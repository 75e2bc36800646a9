package dev.cairn.api.nativeprotocol;

import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.ShortPath.Written;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A GET or PUT call without options or receipt, read where it lies, and the reply to it: the bytes
 * that {@link RequestCodec} and {@link ResponseCodec} read and write, without objects. Reusable;
 * for one thread.
 */
public final class PlainCall {
    private static final int MOST_ID_BITS = 63;
    private static final int USUAL_BYTES = 128;

    private final Span key = new Span();
    private final Span value = new Span();
    private final WireWriter part = new WireWriter(USUAL_BYTES);
    private byte[] bucketBytes = new byte[0];
    private String bucket = "";
    private long id;
    private byte[] source = new byte[0];
    private int at;
    private int end;

    /** What is called. */
    public enum Kind {
        /** A read. */
        GET,
        /** A write without context, lifetime, id or condition. */
        PUT,
        /** Another call, or none. */
        OTHER
    }

    /** Has read nothing. */
    public PlainCall() {}

    /** Reads a call. */
    public Kind read(byte[] message, int length) {
        source = message;
        at = 0;
        end = length;
        int code = length < 1 ? 0 : message[at++] & 0xff;
        if (code == RequestCodec.GET) {
            return readTarget() && at == end ? Kind.GET : Kind.OTHER;
        }
        boolean put = code == RequestCodec.PUT && readTarget() && take(value) && at == end;
        return put ? Kind.PUT : Kind.OTHER;
    }

    /** Id, no flags, no options, bucket and key. */
    private boolean readTarget() {
        id = varint();
        if (id < 0 || end - at < 2 || source[at++] != 0 || source[at++] != 0) {
            return false;
        }
        int nameLength = length();
        if (nameLength < 0) {
            return false;
        }
        readBucket(nameLength);
        return take(key);
    }

    /** The same text as before where the bytes are the same. */
    private void readBucket(int length) {
        if (!Arrays.equals(source, at, at + length, bucketBytes, 0, bucketBytes.length)) {
            bucketBytes = Arrays.copyOfRange(source, at, at + length);
            bucket = new String(bucketBytes, StandardCharsets.UTF_8);
        }
        at += length;
    }

    /** Finds bytes behind their length and goes behind them; false when they are not all there. */
    private boolean take(Span found) {
        int length = length();
        if (length < 0) {
            return false;
        }
        found.set(at, length);
        at += length;
        return true;
    }

    /** A number of bytes that are all there; −1 when it is none. */
    private int length() {
        long length = varint();
        return length < 0 || length > end - at ? -1 : (int) length;
    }

    /** −1 when it is none that fits. */
    private long varint() {
        long number = 0;
        for (int shift = 0; shift < MOST_ID_BITS && at < end; shift += 7) {
            int next = source[at++];
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
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

    /** Where the value lies that a PUT brings. */
    public Span value() {
        return value;
    }

    /** Appends the reply with the value of an item. */
    public void writeFound(ItemView item, long epoch, WireWriter writer) {
        writer.u8(ResponseCodec.FOUND).varint(id).varint(item.tokenSize());
        item.writeToken(writer);
        writer.varint(1);
        item.writeClock(writer);
        writer.i64(item.timestamp().millis()).u8(item.expires() ? 1 : 0);
        if (item.expires()) {
            writer.i64(item.expiresMillis());
        }
        writer.varint(item.valueSize());
        item.writeValue(writer);
        writeEpoch(epoch, writer);
    }

    /** Appends the reply that there is nothing. */
    public void writeAbsent(long epoch, WireWriter writer) {
        writer.u8(ResponseCodec.FOUND).varint(id);
        ItemView.writeNothingSeen(part.reset());
        writer.varint(part.size()).raw(part.buffer(), 0, part.size()).varint(0);
        writeEpoch(epoch, writer);
    }

    /** Appends the reply to a write, but for its end, {@link #writeEpoch}. */
    public void writeWritten(Written written, WireWriter writer) {
        writer.u8(ResponseCodec.WRITTEN).varint(id);
        written.writeToken(part.reset());
        writer.varint(part.size()).raw(part.buffer(), 0, part.size());
        written.writeClock(writer);
        written.writeOperation(part.reset());
        writer.varint(part.size()).raw(part.buffer(), 0, part.size());
    }

    /** Appends the end of a reply: a receipt of nothing but the epoch. */
    public static void writeEpoch(long epoch, WireWriter writer) {
        writer.varint(epoch).varint(0);
    }

    /** The call's id. */
    public long id() {
        return id;
    }
}
