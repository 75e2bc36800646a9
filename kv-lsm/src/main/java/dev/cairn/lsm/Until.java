package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.entry.EntryCursor;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.entry.KeyOrder;
import java.lang.foreign.MemorySegment;

/**
 * The entries of a cursor before a key.
 *
 * @param entries ascending
 * @param end the key at which it ends
 */
record Until(EntryCursor entries, MemorySegment end) implements EntryCursor {
    Until(EntryCursor entries, Bytes end) {
        this(entries, end.segment());
    }

    @Override
    public boolean next() {
        return entries.next() && KeyOrder.compare(entries.key(), end) < 0;
    }

    @Override
    public MemorySegment key() {
        return entries.key();
    }

    @Override
    public EntryKind kind() {
        return entries.kind();
    }

    @Override
    public MemorySegment value() {
        return entries.value();
    }
}
