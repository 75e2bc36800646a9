/**
 * kv-ring in a program of one's own.
 *
 * <pre>
 * Caches   who keeps a key; what moves when a cache is added; who takes over when one dies
 * </pre>
 */
@NullMarked
package dev.cairn.examples.ring;

import org.jspecify.annotations.NullMarked;
