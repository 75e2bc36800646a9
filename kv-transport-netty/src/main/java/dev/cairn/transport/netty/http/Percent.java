package dev.cairn.transport.netty.http;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import java.io.ByteArrayOutputStream;

/** Percent-decoding to bytes (RFC 3986): any byte may come as {@code %XX}; a plus is a plus. */
final class Percent {
    private Percent() {}

    /** The bytes that {@code text} stands for; throws {@link KvException} {@code BAD_REQUEST}. */
    static Bytes decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c > 0x7f) {
                throw malformed(text, at);
            }
            if (c == '%') {
                int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
                int low = high >= 0 ? Character.digit(text.charAt(at + 2), 16) : -1;
                if (low < 0) {
                    throw malformed(text, at);
                }
                bytes.write(high << 4 | low);
                at += 2;
            } else {
                bytes.write(c);
            }
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    private static KvException malformed(String text, int at) {
        return new KvException(
                ErrorCode.BAD_REQUEST,
                "expected percent-encoded bytes in the target, read something else at character "
                        + at
                        + " of a part of "
                        + text.length());
    }
}
