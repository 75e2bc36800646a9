package dev.cairn.transport.netty.resp;

import dev.cairn.api.Bytes;
import java.util.Arrays;

/**
 * A pattern of Redis: {@code *} for any bytes, {@code ?} for one, {@code [a-c]} and {@code [^ab]}
 * for one of some, a backslash before what stands for itself. Matching takes time in proportion to
 * the product of both lengths at most.
 */
final class Glob {
    private final Bytes pattern;

    Glob(Bytes pattern) {
        this.pattern = pattern;
    }

    /** What every match begins with. */
    Bytes prefix() {
        byte[] plain = new byte[pattern.size()];
        int size = 0;
        while (size < pattern.size() && "*?[\\".indexOf(pattern.at(size)) < 0) {
            plain[size] = pattern.at(size);
            size++;
        }
        return Bytes.wrap(Arrays.copyOf(plain, size));
    }

    boolean matches(Bytes text) {
        int at = 0;
        int p = 0;
        int star = -1;
        int retry = 0;
        while (at < text.size()) {
            int next = p < pattern.size() && pattern.at(p) != '*' ? one(p, text.at(at)) : -1;
            if (p < pattern.size() && pattern.at(p) == '*') {
                star = p++;
                retry = at;
            } else if (next > 0) {
                p = next;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.size() && pattern.at(p) == '*') {
            p++;
        }
        return p == pattern.size();
    }

    /** Where the pattern goes on when what stands at {@code p} matches the byte; else -1. */
    private int one(int p, byte text) {
        byte wanted = pattern.at(p);
        if (wanted == '?') {
            return p + 1;
        }
        if (wanted == '[') {
            return someOf(p + 1, text);
        }
        if (wanted == '\\' && p + 1 < pattern.size()) {
            return pattern.at(p + 1) == text ? p + 2 : -1;
        }
        return wanted == text ? p + 1 : -1;
    }

    private int someOf(int from, byte text) {
        int p = from;
        boolean not = p < pattern.size() && pattern.at(p) == '^';
        p += not ? 1 : 0;
        boolean found = false;
        while (p < pattern.size() && pattern.at(p) != ']') {
            if (pattern.at(p) == '\\' && p + 1 < pattern.size()) {
                p++;
            }
            int low = pattern.at(p) & 0xff;
            boolean range =
                    p + 2 < pattern.size() && pattern.at(p + 1) == '-' && pattern.at(p + 2) != ']';
            int high = range ? pattern.at(p + 2) & 0xff : low;
            int value = text & 0xff;
            found |= value >= Math.min(low, high) && value <= Math.max(low, high);
            p += range ? 3 : 1;
        }
        return found != not ? Math.min(p + 1, pattern.size()) : -1;
    }
}
