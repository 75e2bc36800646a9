/**
 * Memory off the heap in large pieces, for memtables and the cache.
 *
 * <pre>
 * memtable ──take──▶ Areas ──none idle──▶ Area ──▶ Pages: mmap, in huge pages   where Java may call Linux
 *    │                 ▲                       └─▶ malloc, by Arena             elsewhere
 *    └─────give────────┘
 * </pre>
 *
 * What the C library is given back it seldom gives back itself; pieces mapped one by one go at
 * once. Knows neither keys nor blocks.
 */
@NullMarked
package dev.cairn.lsm.area;

import org.jspecify.annotations.NullMarked;
