package dev.cairn.replication.watch;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.replication.replica.ItemMerge;
import dev.cairn.replication.replica.StoredItem;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a watcher was told last, as far as it fits into a bounded number of bytes: the other owners
 * tell the same a moment later, and who lags behind tells what is old.
 */
final class Recent {
    private static final int MAX_BYTES = 1 << 20;

    private final SequencedMap<Bytes, Bytes> told = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    /** What is known of a key with this item joined in; empty when that was known before. */
    Optional<StoredItem> join(Bytes storageKey, StoredItem item, ConflictResolver resolver) {
        Bytes before = told.getOrDefault(storageKey, Bytes.EMPTY);
        StoredItem known = StoredItem.ofEncoded(before);
        StoredItem joined =
                known.isAbsent() || known.equals(item)
                        ? item
                        : StoredItem.of(
                                ItemMerge.collapsed(resolver, known.item().join(item.item())));
        return isNews(storageKey, joined.encoded()) ? Optional.of(joined) : Optional.empty();
    }

    /** Whether the key was in another state before, or in one that is forgotten. */
    boolean isNews(Bytes storageKey, Bytes state) {
        Bytes before = told.getOrDefault(storageKey, Bytes.EMPTY);
        if (before.equals(state)) {
            return false;
        }
        told.put(storageKey, state);
        bytes += before.isEmpty() ? storageKey.size() + state.size() : state.size() - before.size();
        while (bytes > MAX_BYTES) {
            var oldest = told.pollFirstEntry();
            bytes -= oldest.getKey().size() + oldest.getValue().size();
        }
        return true;
    }

    /** Nothing was told of this key. */
    void forget(Bytes storageKey) {
        Bytes before = told.remove(storageKey);
        if (before != null) {
            bytes -= storageKey.size() + before.size();
        }
    }

    void clear() {
        told.clear();
        bytes = 0;
    }
}
