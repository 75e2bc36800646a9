/**
 * Where a node that knows nobody finds the cluster: addresses written into the configuration
 * ({@code static}) or into a file that may change while the node runs ({@code file}).
 */
@NullMarked
package dev.cairn.gossip.seeds;

import org.jspecify.annotations.NullMarked;
