package dev.cairn.replication.coordinator;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;

/**
 * This node's promise not to coordinate a write any more, unless it has it: then it says so. Kept
 * with the item, and told once it is as safe as any write. Owned by the lane of the key.
 */
public final class Barring implements LocalReplica.ItemSink, LocalReplica.StoredSink {
    private final LocalReplica replica;
    private final StorageKey key;
    private final OperationId operation;
    private final ConflictResolver resolver;
    private final long nowMillis;
    private final Sink sink;
    private StoredItem marked = StoredItem.ABSENT;

    /** Hears of the promise. */
    public interface Sink {
        /** This is held: the write, or the promise, or that it was cancelled. */
        void barred(StoredItem held);

        /** Nothing was promised. */
        void failed(KvError error);
    }

    private Barring(
            Surroundings node,
            StorageKey key,
            OperationId operation,
            ConflictResolver resolver,
            Sink sink) {
        this.replica = node.replica();
        this.key = key;
        this.operation = operation;
        this.resolver = resolver;
        this.nowMillis = node.stamps().clock().millis();
        this.sink = sink;
    }

    /** Promises, behind the operations on the key that came before. */
    static void of(
            Surroundings node,
            StorageKey key,
            OperationId operation,
            ConflictResolver resolver,
            Sink sink) {
        node.replica().read(key, new Barring(node, key, operation, resolver, sink));
    }

    /** The own copy; nobody else writes it before this returns. */
    @Override
    public void item(StoredItem held) {
        if (held.isRegister()) {
            sink.failed(Admission.otherMode(key.key().bucket()));
            return;
        }
        try {
            WriteId id = WriteId.parse(operation).at(key);
            if (Fate.of(id, held.item(), resolver).isPresent()) {
                sink.barred(held);
                return;
            }
            long millis = Math.max(0, nowMillis);
            long tag = Fate.tag(id, resolver);
            marked = held.becoming(held.item().with(OperationMark.barred(tag, millis)));
            replica.await(replica.put(key, marked), this);
        } catch (KvException refused) {
            sink.failed(refused.error());
        } catch (MalformedException damaged) {
            sink.failed(
                    KvError.of(
                            ErrorCode.INTERNAL,
                            "what is stored is no item: " + damaged.getMessage()));
        }
    }

    @Override
    public void stored(boolean durable) {
        sink.barred(marked);
    }

    /** The own copy could not be read, or not be made safe. */
    @Override
    public void failed(KvError error) {
        sink.failed(error);
    }
}
