/**
 * Keys of linearizable buckets: each is a register that CASPaxos ({@link
 * dev.cairn.replication.paxos}) decides among the key's owners.
 *
 * <pre>
 *  RegisterWrite, RegisterRead (coordinator)
 *     │ change, read
 *  Registers ── Proposer ── Asked: key, ballot ──▶ KeyAcceptor ──▶ LocalReplica (StoredRegister)
 *     │            ▲                                   │  WholeSlices  may this directory vote?
 *     │            └──────────── Answered ◀────────────┘  durable before any answer
 *  RegisterVoters   majorities of one ring, or of both
 * </pre>
 *
 * <p>What differs from the cluster's own registers: there are as many as keys, so each lives in the
 * storage engine beside the items; its voters follow from the ring, so each request says under
 * which topology it asks and an acceptor answers under that one alone; and an acceptor votes on a
 * slice only when it has all that could have been decided there (docs/decisions/025).
 *
 * <p>Nothing here knows how ranges are moved, or of clients.
 */
@NullMarked
package dev.cairn.replication.register;

import org.jspecify.annotations.NullMarked;
