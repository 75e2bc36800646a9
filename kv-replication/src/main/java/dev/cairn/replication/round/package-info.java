/**
 * Which rounds of deletes this node's slices are in, and what may be forgotten in them (CORRECTNESS
 * rule 4).
 *
 * <pre>
 * RoundTable ─ slice ─▶ Round ─▶ taken, kept, forgotten?
 *     └─▶ the file "rounds"
 * </pre>
 */
@NullMarked
package dev.cairn.replication.round;

import org.jspecify.annotations.NullMarked;
