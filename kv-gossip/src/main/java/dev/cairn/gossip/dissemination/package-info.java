/**
 * The {@code gossip} dissemination: facts of every node spread to every node by reconciling version
 * numbers.
 *
 * <pre>
 * A                                             B
 * Digest(opening): what I have of each node ──▶
 *              ◀── Facts: what is newer here
 *              ◀── Digest(answer): what is older here
 * Facts: what is newer there ─────────────────▶
 * </pre>
 *
 * After van Renesse, Dumitriu, Gough, Thomas, "Efficient reconciliation and flow control for
 * anti-entropy protocols" (2008): each node numbers its changes in one sequence, and its facts
 * always travel in that order, so that one number says all that a peer has of it, however much of
 * it fitted into a message.
 */
@NullMarked
package dev.cairn.gossip.dissemination;

import org.jspecify.annotations.NullMarked;
