/**
 * The engine {@code memory}: a sorted map behind a lock. For tests, simulations and caches; what it
 * holds ends with it.
 */
@NullMarked
package dev.cairn.lsm.memory;

import org.jspecify.annotations.NullMarked;
