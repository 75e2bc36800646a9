package dev.cairn.replication.coordinator;

import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.ReplicatedDataType.Identity;
import dev.cairn.api.spi.ReplicatedDataType.Memory;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.OperationMark.State;
import dev.cairn.api.version.OperationName;
import java.util.Optional;

/**
 * What became of a write with an id, as far as an item tells: by its versions and marks, and in
 * buckets of replicated data types by the names that their values remember. Pure functions.
 */
final class Fate {
    private Fate() {}

    /** What is certain of it; empty where the item knows nothing. */
    static Optional<OperationMark> of(WriteId id, Item item, ConflictResolver resolver) {
        if (!(resolver instanceof ReplicatedDataType type)) {
            return id.fateIn(item);
        }
        OperationName name = OperationName.of(id.id());
        Optional<OperationMark> told = item.fate(name.tag());
        if (told.isPresent() && told.get().state() != State.BARRED) {
            return told;
        }
        Memory memory = type.memory(item, name);
        return memory.applied()
                .map(dot -> OperationMark.applied(name.tag(), dot, memory.appliedMillis()))
                .or(() -> id.mintedIn(item))
                .or(() -> told);
    }

    /** The tag under which its promises and cancellations are marked. */
    static long tag(WriteId id, ConflictResolver resolver) {
        return resolver instanceof ReplicatedDataType
                ? OperationName.of(id.id()).tag()
                : id.id().tag();
    }

    /** Whether it may have been applied and forgotten, and may be tried again. */
    static boolean isForgotten(WriteId id, Item item, ConflictResolver resolver, long nowMillis) {
        if (!(resolver instanceof ReplicatedDataType type)) {
            return id.isTooOld(nowMillis);
        }
        Identity identity = id.identity(nowMillis);
        Memory memory = type.memory(item, identity.name());
        return identity.timed()
                && (identity.millis() <= memory.forgottenMillis()
                        || identity.millis() < nowMillis - OperationMark.KEPT.toMillis());
    }

    /** Whether it would be known had it been applied: for plain values see the marks. */
    static boolean isRemembered(WriteId id, Item item, ReplicatedDataType type, long nowMillis) {
        Identity identity = id.identity(nowMillis);
        Memory memory = type.memory(item, identity.name());
        boolean numbered = identity.name().number() > 0;
        return !isForgotten(id, item, type, nowMillis)
                && !(numbered && identity.millis() <= memory.onceMillis());
    }
}
