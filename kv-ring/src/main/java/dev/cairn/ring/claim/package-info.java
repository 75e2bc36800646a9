/**
 * The race in which nodes claim units of the ring, be they slices or equal partitions.
 *
 * <pre>
 * Course      how many units, in how many arcs, how fine the claims
 * Contender   tokens, weight, quota
 * Walk        the order and the times in which one contender claims units: a function of its tokens and weight alone
 * ClaimRace   all walks merged by time: a unit belongs to the first who claims it and is not full
 *
 * TokenDraw   tokens for a newcomer: FreeRace tells what each choice would take, Evenness which is best
 * </pre>
 *
 * A walk does not know of the others, so a newcomer only takes units away: what it does not claim
 * stays where it was. Quotas trim the luckiest; only there may a unit move between two old members.
 * The draw leaves nobody lucky.
 */
@NullMarked
package dev.cairn.ring.claim;

import org.jspecify.annotations.NullMarked;
