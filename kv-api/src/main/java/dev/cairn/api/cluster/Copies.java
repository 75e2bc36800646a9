package dev.cairn.api.cluster;

/**
 * How buckets of one kind are kept.
 *
 * @param n copies, at least 1
 * @param w owners that hold an acknowledged write at least, 1 to {@code n}
 * @param registers whether keys of some of them are registers that majorities decide
 */
public record Copies(int n, int w, boolean registers) {
    /** Buckets without registers. */
    public Copies(int n, int w) {
        this(n, w, false);
    }

    /** Checks the numbers; throws {@link IllegalArgumentException}. */
    public Copies {
        if (w < 1 || n < w) {
            throw new IllegalArgumentException("no kind of bucket: n " + n + ", w " + w);
        }
    }
}
