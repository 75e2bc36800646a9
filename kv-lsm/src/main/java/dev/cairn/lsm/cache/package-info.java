/**
 * The cache of unpacked blocks, off the heap.
 *
 * <pre>
 * block read ──▶ small queue ──asked for again──▶ main queue ──asked for again──▶ its other end
 *   │                │ not                            │ not
 *   │                ▼                                ▼
 *   └─ remembered? ─ghost                            gone
 *        straight to the main queue
 * </pre>
 *
 * Knows bytes, not blocks. What a reader finds stays where it is until the reader leaves its epoch.
 */
@NullMarked
package dev.cairn.lsm.cache;

import org.jspecify.annotations.NullMarked;
