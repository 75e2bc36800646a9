package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.MalformedException;
import java.util.Base64;

/**
 * As much JSON (RFC 8259) as operations need, read in one pass without recursion: strings, whole
 * numbers, and elements, which are strings or {@code {"base64":"…"}}. Throws {@link
 * MalformedException} for anything else than what is asked for.
 */
final class JsonCursor {
    private final String text;
    private int at;

    JsonCursor(Bytes source) {
        this.text = source.utf8();
        if (!Bytes.utf8(text).equals(source)) {
            throw new MalformedException("not UTF-8");
        }
    }

    /** Whether the next character is this one; then it is behind. */
    boolean take(char wanted) {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char wanted) {
        if (!take(wanted)) {
            throw wrong("'" + wanted + "'");
        }
    }

    void key(String name) {
        if (!string().equals(name)) {
            throw wrong("\"" + name + "\" before it");
        }
        expect(':');
    }

    void end() {
        take('\0');
        if (at < text.length()) {
            throw wrong("nothing more");
        }
    }

    long wholeNumber() {
        boolean negative = take('-');
        int start = at;
        while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.isEmpty() || digits.length() > 1 && digits.startsWith("0")) {
            throw wrong("a whole number");
        }
        try {
            return Long.parseLong(negative ? "-" + digits : digits);
        } catch (NumberFormatException tooLarge) {
            throw new MalformedException(digits + " is over 64 bits");
        }
    }

    /** A string as its UTF-8 bytes, or the bytes of an object with their base64. */
    Bytes element() {
        if (!take('{')) {
            return Bytes.utf8(string());
        }
        key("base64");
        String encoded = string();
        expect('}');
        try {
            return Bytes.wrap(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedException("\"" + encoded + "\" is not base64");
        }
    }

    String string() {
        expect('"');
        StringBuilder read = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char next = text.charAt(at++);
            if (next < 0x20) {
                throw wrong("no control character");
            }
            read.append(next == '\\' ? escaped() : next);
        }
        expect('"');
        return read.toString();
    }

    private char escaped() {
        char name = at < text.length() ? text.charAt(at++) : ' ';
        return switch (name) {
            case '"', '\\', '/' -> name;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> throw wrong("an escape before it");
        };
    }

    private char hexadecimal() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0) {
                throw wrong("four hexadecimal digits before it");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private MalformedException wrong(String expected) {
        return new MalformedException("expected " + expected + " at character " + (at + 1));
    }

    /** An element as {@link #element} reads it. */
    static void write(Bytes element, StringBuilder json) {
        String text = element.utf8();
        if (!Bytes.utf8(text).equals(element)) {
            String encoded = Base64.getEncoder().encodeToString(element.toByteArray());
            json.append("{\"base64\":\"").append(encoded).append("\"}");
            return;
        }
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '"' || next == '\\') {
                json.append('\\').append(next);
            } else if (next < 0x20) {
                json.append("\\u00")
                        .append(next < 0x10 ? "0" : "")
                        .append(Integer.toHexString(next));
            } else {
                json.append(next);
            }
        }
        json.append('"');
    }
}
