package dev.cairn.api.version;

/**
 * Hybrid logical time (Kulkarni et al. 2014) in 64 bits: milliseconds since 1970 in the upper 48, a
 * counter that separates events within one millisecond in the lower 16. Later events that know of
 * earlier ones compare larger.
 *
 * @param bits the 64 bits; compare as signed
 */
public record HybridTimestamp(long bits) implements Comparable<HybridTimestamp> {
    /** Before everything. */
    public static final HybridTimestamp ZERO = new HybridTimestamp(0);

    private static final int COUNTER_BITS = 16;

    /** The first timestamp of a millisecond. */
    public static HybridTimestamp ofMillis(long millis) {
        return new HybridTimestamp(millis << COUNTER_BITS);
    }

    /** The wall-clock part, milliseconds since 1970. */
    public long millis() {
        return bits >>> COUNTER_BITS;
    }

    /** The next timestamp; runs over into the next millisecond when the counter is full. */
    public HybridTimestamp next() {
        return new HybridTimestamp(bits + 1);
    }

    @Override
    public int compareTo(HybridTimestamp other) {
        return Long.compare(bits, other.bits);
    }
}
