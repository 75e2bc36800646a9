package dev.cairn.api;

import java.util.List;

/**
 * What a read found.
 *
 * @param siblings the live values, in the order of their dots; empty when there is none, more than
 *     one when concurrent writes were not resolved
 * @param context what the reader has seen now; goes back with its next write
 * @param receipt who answered
 */
public record ReadResult(List<Sibling> siblings, Context context, Receipt receipt) {
    /** Whether there is a value. */
    public boolean found() {
        return !siblings.isEmpty();
    }
}
