/**
 * The {@code fixed} partitioner: the ring in equal partitions, shared out by weight (the third
 * strategy of section 6.2 in DeCandia et al., "Dynamo: Amazon's highly available key-value store",
 * 2007).
 *
 * <pre>
 * partitions ─Apportionment─▶ how many each member gets ─ClaimRace─▶ which ones
 * </pre>
 */
@NullMarked
package dev.cairn.ring.fixed;

import org.jspecify.annotations.NullMarked;
