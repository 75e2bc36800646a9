package dev.cairn.transport.netty.resp;

import dev.cairn.transport.netty.resp.CommandParser.MalformedCommandException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command typed by hand into words: by blanks, with quotes and, in double quotes, the
 * usual escapes.
 */
final class InlineWords {
    private final String line;
    private int at;

    private InlineWords(String line) {
        this.line = line;
    }

    static List<String> split(String line) throws MalformedCommandException {
        InlineWords reader = new InlineWords(line);
        List<String> words = new ArrayList<>();
        reader.skipBlanks();
        while (reader.at < line.length()) {
            words.add(reader.word());
            reader.skipBlanks();
        }
        return words;
    }

    private void skipBlanks() {
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private String word() throws MalformedCommandException {
        StringBuilder word = new StringBuilder();
        while (at < line.length() && !isBlank(line.charAt(at))) {
            char c = line.charAt(at++);
            if (c == '"' || c == '\'') {
                quoted(c, word);
            } else {
                word.append(c);
            }
        }
        return word.toString();
    }

    private void quoted(char quote, StringBuilder word) throws MalformedCommandException {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                if (at < line.length() && !isBlank(line.charAt(at))) {
                    break;
                }
                return;
            }
            word.append(c == '\\' && at < line.length() ? escaped(quote) : c);
        }
        throw new MalformedCommandException("unbalanced quotes in request");
    }

    private char escaped(char quote) {
        if (quote == '\'' && line.charAt(at) != '\'') {
            return '\\';
        }
        char c = line.charAt(at++);
        if (quote == '\'') {
            return c;
        }
        if (c == 'x' && at + 2 <= line.length()) {
            int high = Character.digit(line.charAt(at), 16);
            int low = Character.digit(line.charAt(at + 1), 16);
            if (high >= 0 && low >= 0) {
                at += 2;
                return (char) (high << 4 | low);
            }
        }
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> '\u0007';
            default -> c;
        };
    }
}
