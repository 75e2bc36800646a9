/**
 * What becomes of concurrent versions.
 *
 * <pre>
 * siblings   v1 ∥ v2 ──▶ v1, v2     the reader decides
 * lww        v1 ∥ v2 ──▶ the later  the other is lost
 * counter    +5 ∥ -2 ──▶ 3          a share for each actor
 * or-set     +a ∥ -b ──▶ a          adds that nobody who has seen them has removed
 * </pre>
 *
 * Pure functions; nothing here knows where versions come from.
 */
@NullMarked
package dev.cairn.replication.resolve;

import org.jspecify.annotations.NullMarked;
