/**
 * Tools that decide whether something is right: seeded cases for properties, checkers for
 * histories.
 *
 * <pre>
 * Seeded              runs a test once for each seed; a failure names the command that replays its seed
 * AcknowledgedWrites  a history of writes, and what is found in the end ─▶ what is lost, came back, or is from nowhere
 * Linearizability     a History of concurrent calls and a SequentialModel ─▶ whether some order explains it
 * </pre>
 *
 * A checker knows nothing of how a history came about, so it judges a simulated cluster and a real
 * one alike.
 */
@NullMarked
package dev.cairn.testkit.check;

import org.jspecify.annotations.NullMarked;
