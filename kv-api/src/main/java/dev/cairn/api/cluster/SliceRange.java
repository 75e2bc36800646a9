package dev.cairn.api.cluster;

/**
 * Neighbouring slices.
 *
 * @param first the first slice
 * @param last the last slice, inclusive; not below {@code first}
 */
public record SliceRange(int first, int last) {
    /** Checks the bounds; throws {@link IllegalArgumentException}. */
    public SliceRange {
        if (first < 0 || last < first || last >= Slices.COUNT) {
            throw new IllegalArgumentException("no range: " + first + " to " + last);
        }
    }

    /** How many slices there are, at least 1. */
    public int count() {
        return last - first + 1;
    }

    /** Whether a slice is one of them. */
    public boolean contains(int slice) {
        return first <= slice && slice <= last;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
