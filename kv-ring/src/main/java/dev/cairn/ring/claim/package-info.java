/**
 * The race in which nodes claim units of the ring, be they slices or equal partitions.
 *
 * <pre>
 * Contender   id, weight, quota
 * Walk        the order and the times in which one contender claims units: a function of its id and weight alone
 * ClaimRace   all walks merged by time: a unit belongs to the first who claims it and is not full
 * </pre>
 *
 * A walk does not know of the others, so a newcomer only takes units away: what it does not claim
 * stays where it was. Quotas trim the luckiest; only there may a unit move between two old members.
 */
@NullMarked
package dev.cairn.ring.claim;

import org.jspecify.annotations.NullMarked;
