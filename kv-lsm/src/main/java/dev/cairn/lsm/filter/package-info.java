/**
 * The filter of a table: a few bits a key that say "certainly not here" for nearly every key that
 * is not.
 *
 * <pre>
 * key ──KeyHash──▶ 64 bits ──▶ which line of 512 bits ──▶ six bits of that line     one cache miss a question
 * </pre>
 */
@NullMarked
package dev.cairn.lsm.filter;

import org.jspecify.annotations.NullMarked;
