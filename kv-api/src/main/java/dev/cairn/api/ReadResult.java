package dev.cairn.api;

import java.util.List;
import java.util.Optional;

/**
 * What a read found.
 *
 * @param siblings the live values, in the order of their dots; empty when there is none, more than
 *     one when concurrent writes were not resolved
 * @param context what the reader has seen now; goes back with its next write
 * @param etag names the value's state, in a linearizable bucket; empty when there is no value
 * @param receipt who answered
 */
public record ReadResult(
        List<Sibling> siblings, Context context, Optional<ETag> etag, Receipt receipt) {
    /** What a read of an eventual bucket found. */
    public ReadResult(List<Sibling> siblings, Context context, Receipt receipt) {
        this(siblings, context, Optional.empty(), receipt);
    }

    /** Whether there is a value. */
    public boolean found() {
        return !siblings.isEmpty();
    }
}
