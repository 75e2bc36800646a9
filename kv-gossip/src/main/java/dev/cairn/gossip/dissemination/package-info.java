/**
 * The {@code gossip} dissemination: facts of every node, and values of the whole cluster, spread to
 * every node by reconciling version numbers.
 *
 * <pre>
 * A                                             B
 * Digest(opening): values and facts I have ───▶
 *              ◀── Facts: what is newer here
 *              ◀── Digest(answer): facts that are older here, values that are newer
 * Facts: what is newer there ─────────────────▶
 * Want: a newer value, or parts of it ────────▶
 *              ◀── Part … Part
 * </pre>
 *
 * A node that comes to hold a new version of a value announces it to a few others at once; the
 * digests of every tick mend what that misses.
 *
 * <p>After van Renesse, Dumitriu, Gough, Thomas, "Efficient reconciliation and flow control for
 * anti-entropy protocols" (2008): each node numbers its changes in one sequence, and its facts
 * always travel in that order, so that one number says all that a peer has of it, however much of
 * it fitted into a message.
 */
@NullMarked
package dev.cairn.gossip.dissemination;

import org.jspecify.annotations.NullMarked;
