/**
 * A call until it is answered: its deadline, its attempts, the pauses between them.
 *
 * <pre>
 * attempt ─▶ answered                       ─▶ done
 *        ─▶ connection lost, silent         ─▶ the next node at once
 *        ─▶ OVERLOADED, UNAVAILABLE         ─▶ the next node after a pause
 *        ─▶ any other error, deadline over  ─▶ failed, and in doubt if a write was sent
 * </pre>
 */
@NullMarked
package dev.cairn.client.retry;

import org.jspecify.annotations.NullMarked;
