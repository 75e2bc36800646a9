package dev.cairn.server.load;

import dev.cairn.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** What a line of the file looks like. */
public enum Format {
    /**
     * A key, a tab, a value. {@code \t}, {@code \n}, {@code \r} and {@code \\} stand for tab, line
     * feed, carriage return and backslash; any other backslash stands for itself.
     */
    TSV {
        @Override
        LoadRecord parse(long line, byte[] bytes, int length) {
            int tab = 0;
            while (tab < length && bytes[tab] != '\t') {
                tab++;
            }
            if (tab == length) {
                throw new IllegalArgumentException("there is no tab between key and value");
            }
            return new LoadRecord(
                    line, unescaped(bytes, 0, tab), unescaped(bytes, tab + 1, length));
        }

        @Override
        public byte[] show(Bytes key, Bytes value) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            escape(key, line);
            line.write('\t');
            escape(value, line);
            line.write('\n');
            return line.toByteArray();
        }
    },
    /** A JSON object as {@code POST /v1/batch} takes it, without {@code op} and {@code bucket}. */
    JSONL {
        @Override
        LoadRecord parse(long line, byte[] bytes, int length) {
            return JsonPair.parse(line, bytes, length);
        }

        @Override
        public byte[] show(Bytes key, Bytes value) {
            return JsonPair.show(key, value);
        }
    };

    private static final String ESCAPED = "\t\n\r\\";
    private static final String STANDING_FOR = "tnr\\";

    /** Reads one line; throws {@link IllegalArgumentException}. */
    abstract LoadRecord parse(long line, byte[] bytes, int length);

    /** A line, its end included, that {@link #parse} reads back. */
    public abstract byte[] show(Bytes key, Bytes value);

    private static void escape(Bytes plain, ByteArrayOutputStream line) {
        for (int i = 0; i < plain.size(); i++) {
            int at = ESCAPED.indexOf(plain.at(i));
            if (at >= 0) {
                line.write('\\');
                line.write(STANDING_FOR.charAt(at));
            } else {
                line.write(plain.at(i));
            }
        }
    }

    private static Bytes unescaped(byte[] bytes, int from, int to) {
        byte[] plain = new byte[to - from];
        int size = 0;
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            if (next == '\\' && i + 1 < to) {
                byte meant = meant(bytes[i + 1]);
                if (meant != 0) {
                    next = meant;
                    i++;
                }
            }
            plain[size++] = next;
        }
        return Bytes.wrap(size == plain.length ? plain : Arrays.copyOf(plain, size));
    }

    /** What a character behind a backslash stands for; 0 when the backslash stands for itself. */
    private static byte meant(byte escaped) {
        return switch (escaped) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '\\' -> '\\';
            default -> 0;
        };
    }
}
