package dev.cairn.api;

import dev.cairn.api.version.VectorClock;

/**
 * What an acknowledged write left behind.
 *
 * @param context what the writer has seen now: its request's context and its own write, nothing
 *     else
 * @param clock the new sibling's vector clock
 * @param operation the id of the write
 * @param receipt who holds it
 */
public record WriteResult(
        Context context, VectorClock clock, OperationId operation, Receipt receipt) {}
