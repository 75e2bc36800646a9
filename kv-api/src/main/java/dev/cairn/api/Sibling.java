package dev.cairn.api;

import dev.cairn.api.version.VectorClock;
import java.util.OptionalLong;

/**
 * One value of a key as a reader sees it.
 *
 * @param value the bytes written
 * @param clock its vector clock: what its writer had seen, joined with the write itself
 * @param timestampMillis wall time of the write, milliseconds since 1970
 * @param expiresMillis when it expires, milliseconds since 1970; empty for never
 */
public record Sibling(
        Bytes value, VectorClock clock, long timestampMillis, OptionalLong expiresMillis) {}
