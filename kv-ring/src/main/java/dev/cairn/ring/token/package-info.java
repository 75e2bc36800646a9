/**
 * From a key to its token. Every partitioner here uses the same function, so that changing the
 * partitioner moves ranges but never a key's token.
 */
@NullMarked
package dev.cairn.ring.token;

import org.jspecify.annotations.NullMarked;
