/**
 * When the traces of deletes may go (CORRECTNESS rule 4; docs/decisions/019).
 *
 * <pre>
 * a slice's first owner      every member              its owners
 *   │ enter round g            │                          │
 *   ├─────────────────────────▶│ keeps nothing of it      │
 *   │◀──────── entered ────────┤ for others, refuses      │
 *   │                          │ what is older            │
 *   │ tell me what you hold    │                          │
 *   ├──────────────────────────┼─────────────────────────▶│
 *   │◀───────────────────── hash of the slice ────────────┤
 *   │ all equal: enter round g + 1
 * </pre>
 *
 * A round proves that all owners hold what was written some rounds before and that nobody keeps or
 * sends what is older. {@link dev.cairn.replication.round.Round} says what may go then.
 */
@NullMarked
package dev.cairn.replication.collect;

import org.jspecify.annotations.NullMarked;
