package dev.cairn.replication.coordinator;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.Version;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a write was made before under the same id, so that it is not made again (CORRECTNESS rule
 * 18). A pure function.
 */
final class EarlierWrite {
    private EarlierWrite() {}

    /**
     * The version that the write with this id has left in the item, empty when it left none yet.
     * Throws {@link KvException} {@code CONFLICT} for one that was cancelled, {@code GONE} for one
     * that is too old to tell, {@code UNAVAILABLE} for an operation of which this coordinator does
     * not know enough to tell.
     */
    static Optional<Version> of(
            WriteId id, Item held, ConflictResolver resolver, Knowledge knowledge, long nowMillis) {
        Optional<OperationMark> fate = Fate.of(id, held, resolver);
        if (fate.isEmpty()) {
            if (Fate.isForgotten(id, held, resolver, nowMillis)) {
                throw tooOld();
            }
            if (resolver instanceof ReplicatedDataType
                    && !knowledge.complete()
                    && !id.isFresh(nowMillis)) {
                throw untold();
            }
            return Optional.empty();
        }
        return switch (fate.get().state()) {
            case APPLIED -> fate.get().dot().map(dot -> version(held, dot, fate.get().millis()));
            case BARRED, CANCELLED -> throw cancelled();
        };
    }

    private static Version version(Item held, Dot dot, long millis) {
        return held.version(dot).orElseGet(() -> superseded(dot, millis));
    }

    /** Of a version that was superseded only its dot and its time are known. */
    private static Version superseded(Dot dot, long millis) {
        return new Version(
                dot,
                CausalContext.EMPTY,
                HybridTimestamp.ofMillis(millis),
                0,
                Bytes.EMPTY,
                true,
                OptionalLong.empty(),
                Optional.empty());
    }

    private static KvException untold() {
        return new KvException(
                ErrorCode.UNAVAILABLE,
                "nothing was written: no owner of the key that holds all it did could be reached,"
                        + " and without one an operation is taken under an id only that tells a"
                        + " time within the last minute");
    }

    static KvException tooOld() {
        return new KvException(
                ErrorCode.GONE,
                "nothing was written: the operation is so old that nobody can tell whether it was"
                        + " applied before");
    }

    static KvException cancelled() {
        return new KvException(
                ErrorCode.CONFLICT,
                "nothing was written: what became of this operation was asked for and it is"
                        + " cancelled, or about to be; write under another id");
    }
}
