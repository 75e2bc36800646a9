package dev.cairn.replication;

import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.round.RoundTable;
import java.util.function.BooleanSupplier;

/**
 * A key of which nothing but old deletes is left, as it seemed to a scan, on its way out of the
 * store (CORRECTNESS rule 4).
 *
 * @param owned whether this node owns the key
 */
record Forgetting(StorageKey key, LocalReplica replica, RoundTable rounds, BooleanSupplier owned)
        implements LocalReplica.ItemSink {
    @Override
    public void item(StoredItem held) {
        boolean gone =
                !held.isAbsent()
                        && !held.isRegister()
                        && owned.getAsBoolean()
                        && rounds.of(key.slice()).mayForget(held.item());
        if (gone) {
            try {
                replica.remove(key);
            } catch (KvException later) {
                // The next scan finds it again; the replica has told of the disk.
            }
        }
    }

    @Override
    public void failed(KvError error) {}
}
