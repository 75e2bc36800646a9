/**
 * Tools that decide whether something is right: seeded cases for properties, checkers for
 * histories.
 *
 * <pre>
 * &#64;Seeded            runs a test once for each seed; a failure names the command that replays its seed
 * </pre>
 *
 * A checker knows nothing of how a history came about, so it judges a simulated cluster and a real
 * one alike.
 */
@NullMarked
package dev.cairn.testkit.check;

import org.jspecify.annotations.NullMarked;
