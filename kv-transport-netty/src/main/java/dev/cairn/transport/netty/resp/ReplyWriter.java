package dev.cairn.transport.netty.resp;

import dev.cairn.api.Bytes;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes replies as RESP2 or RESP3. */
final class ReplyWriter {
    private static final int LINE_END = '\r' << 8 | '\n';

    /** {@code +OK} and {@code $-1}, each with the first byte of its line end: what most get. */
    private static final int OK = 0x2b4f_4b0d;

    private static final int NIL = 0x242d_310d;

    private ReplyWriter() {}

    static void write(Reply reply, boolean resp3, ByteBuf out) {
        switch (reply) {
            case Reply.Status status when status == Reply.OK -> out.writeInt(OK).writeByte('\n');
            case Reply.Status status -> line('+', status.text(), out);
            case Reply.Failure failure -> line('-', oneLine(failure.text()), out);
            case Reply.Number number -> number(':', number.value(), out);
            case Reply.Bulk bulk -> bulk(bulk.bytes(), out);
            case Reply.Nil _ when resp3 -> line('_', "", out);
            case Reply.Nil _ -> out.writeInt(NIL).writeByte('\n');
            case Reply.Array array ->
                    all('*', array.elements().size(), array.elements(), resp3, out);
            case Reply.Pairs pairs -> {
                int parts = pairs.keysAndValues().size();
                all(
                        resp3 ? '%' : '*',
                        resp3 ? parts / 2 : parts,
                        pairs.keysAndValues(),
                        resp3,
                        out);
            }
        }
    }

    private static void all(
            char type, int count, List<Reply> elements, boolean resp3, ByteBuf out) {
        number(type, count, out);
        for (Reply element : elements) {
            write(element, resp3, out);
        }
    }

    private static void bulk(Bytes bytes, ByteBuf out) {
        number('$', bytes.size(), out);
        out.ensureWritable(bytes.size() + 2);
        out.writeBytes(bytes.segment().asByteBuffer());
        out.writeShort(LINE_END);
    }

    private static void line(char type, String text, ByteBuf out) {
        out.writeByte(type);
        out.writeCharSequence(text, StandardCharsets.UTF_8);
        out.writeShort(LINE_END);
    }

    private static void number(char type, long value, ByteBuf out) {
        out.writeByte(type);
        if (value >= 0 && value < 10) {
            out.writeByte('0' + (int) value);
        } else {
            out.writeCharSequence(Long.toString(value), StandardCharsets.US_ASCII);
        }
        out.writeShort(LINE_END);
    }

    private static String oneLine(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }
}
