package dev.cairn.api;

import dev.cairn.api.version.VectorClock;
import java.util.Optional;

/**
 * What an acknowledged write left behind.
 *
 * @param context what the writer has seen now: its request's context and its own write, nothing
 *     else
 * @param clock the new sibling's vector clock
 * @param etag names the state that it left, in a linearizable bucket; empty after a delete
 * @param operation the id of the write
 * @param receipt who holds it
 */
public record WriteResult(
        Context context,
        VectorClock clock,
        Optional<ETag> etag,
        OperationId operation,
        Receipt receipt) {
    /** What a write to an eventual bucket left behind. */
    public WriteResult(Context context, VectorClock clock, OperationId operation, Receipt receipt) {
        this(context, clock, Optional.empty(), operation, receipt);
    }
}
