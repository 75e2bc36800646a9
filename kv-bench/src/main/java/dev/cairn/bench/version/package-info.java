/** How fast items are written, read and joined: the inner loop of every replica. */
@NullMarked
package dev.cairn.bench.version;

import org.jspecify.annotations.NullMarked;
