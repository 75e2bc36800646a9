/**
 * Registers that a majority agrees on: CASPaxos (Denis Rystsov, "CASPaxos: Replicated State
 * Machines without logs", 2018, arXiv:1802.07000), without leader and without log.
 *
 * <pre>
 * read, change ─▶ Proposer ─▶ Proposal ── Prepare ─▶ Acceptor ─▶ CellStore (durable before any answer)
 *                              │  Tally ◀─ Holds ───     │
 *                              │        ── Accept ─▶     ├─ Cell  what was promised and accepted
 *                              └─ Outcome ◀ Accepted ─   └─ seal  requests under former voters are refused
 * </pre>
 *
 * <h2>Agreement</h2>
 *
 * <p>A register is changed by a function of its value. The proposer collects promises for a ballot
 * from a majority, applies the function to the value accepted at the highest ballot among them, and
 * asks a majority to accept the result at its ballot. An acceptor promises only above and accepts
 * only at or above what it has promised, and both are on stable storage before it answers. So once
 * a value is accepted by a majority at a ballot, every higher ballot starts from it or from a
 * successor of it (Lamport, "Paxos Made Simple", 2001, section 2.2, P2c). A read asks a majority
 * and is done when all answer the same ballot; else it writes what it found.
 *
 * <h2>Voters that change</h2>
 *
 * <p>A register of the first kind is <em>plain</em>: its voters are the {@link
 * dev.cairn.replication.paxos.Configuration} of the topology, and while voters change that is two
 * sets, of which each must give a majority. A register of the second kind is a <em>chain</em>, and
 * there is one, the topology itself: each generation of it is a register of its own that is written
 * once, by majorities of the voters that the generation before names <em>and</em> of those that the
 * value itself names. docs/decisions/013 has the proof; in short:
 *
 * <ol>
 *   <li>Generation e + 1 is decided by the voters of generation e, which were decided before: it is
 *       ordinary Paxos with fixed acceptors, and so each generation has one value.
 *   <li>The new voters hold it before it counts as chosen, so the former ones are not needed to
 *       tell of it.
 *   <li>An acceptor that accepted a generation with other voters refuses plain requests under the
 *       old ones from then on: it has <em>sealed</em>. A majority of the former voters has sealed
 *       before the new ones count; nothing can be chosen behind their back.
 *   <li>Plain registers are copied, that is written again under both sets, before the former voters
 *       are retired.
 * </ol>
 *
 * <p>An acceptor is a node on one data directory. One that lost its state is another acceptor and
 * does not answer in the old one's name (CORRECTNESS rule 13).
 *
 * <p>Nothing here knows what a value means, or keeps time, threads or files of its own.
 */
@NullMarked
package dev.cairn.replication.paxos;

import org.jspecify.annotations.NullMarked;
