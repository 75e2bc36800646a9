package dev.cairn.api.cluster;

/**
 * How buckets of one kind are kept.
 *
 * @param n copies, at least 1
 * @param w owners that hold an acknowledged write at least, 1 to {@code n}
 */
public record Copies(int n, int w) {
    /** Checks the numbers; throws {@link IllegalArgumentException}. */
    public Copies {
        if (w < 1 || n < w) {
            throw new IllegalArgumentException("no kind of bucket: n " + n + ", w " + w);
        }
    }
}
