/**
 * The {@code heartbeat} failure detector: every node counts up a heartbeat and passes on the newest
 * counts it knows.
 *
 * <pre>
 * tick ──▶ own counter + 1 ──▶ Message (id, incarnation, counter, missed?)… ──▶ a few random members
 *                                   │ receive
 *                                   ▼
 *          Watched: newest heartbeat, ArrivalStatistics ──silent too long──▶ SUSPECT ──corroborated──▶ DEAD
 *                   opinions of others ("missed")   ─────────────────────────────────────┘
 * </pre>
 *
 * A member's counter grows only at the member itself; others relay it, so it is alive as long as
 * any path leads from it. Suspicion is local and adapts to the gaps seen (Hayashibara et al., "The
 * φ accrual failure detector", 2004; counters after van Renesse, Minsky, Hayden, "A gossip-style
 * failure detection service", 1998). Death needs a second observer where there is one.
 */
@NullMarked
package dev.cairn.gossip.heartbeat;

import org.jspecify.annotations.NullMarked;
