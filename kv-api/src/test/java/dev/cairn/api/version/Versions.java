package dev.cairn.api.version;

import dev.cairn.api.Bytes;
import java.util.Optional;
import java.util.OptionalLong;

/** Plain versions for tests. */
final class Versions {
    private Versions() {}

    static Version value(Dot dot, CausalContext past, String text) {
        return version(dot, past, Bytes.utf8(text), false);
    }

    static Version tombstone(Dot dot, CausalContext past) {
        return version(dot, past, Bytes.EMPTY, true);
    }

    private static Version version(Dot dot, CausalContext past, Bytes value, boolean tombstone) {
        HybridTimestamp timestamp = HybridTimestamp.ofMillis(Replicas.START_MILLIS + dot.counter());
        return new Version(
                dot, past, timestamp, 0, value, tombstone, OptionalLong.empty(), Optional.empty());
    }
}
