/** How fast a key finds its nodes, and what a new topology costs. */
@NullMarked
package dev.cairn.bench.ring;

import org.jspecify.annotations.NullMarked;
