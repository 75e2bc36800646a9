package dev.cairn.replication.mint;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import java.util.function.Predicate;

/**
 * Mints the dot of a write, never one twice (CORRECTNESS rule 1). A node counts on where its own
 * copy of the key says it stopped, but only when that copy can be trusted to hold all it ever
 * minted: when it began with a write of this node, and nothing was lost since. Otherwise it counts
 * from 1 under an epoch that it has never used. Owned by one lane; the epochs are shared.
 */
public final class DotMint {
    private final Epochs epochs;
    private final ActorId nobody;
    private final Predicate<ActorId> own;

    /** A mint for the node {@code self} on the data directory {@code storage}. */
    public DotMint(NodeId self, long storage, Epochs epochs) {
        this.epochs = epochs;
        this.nobody = new ActorId(self, storage, -1);
        this.own = actor -> actor.storage() == storage && actor.node().equals(self);
    }

    /**
     * A new dot for a key.
     *
     * @param held every dot that this node's copy of the key has seen
     * @param foreign whether that copy began with what another node sent, so that it may lack dots
     *     that were minted here before
     * @param past what the writer has seen; when it names a dot of ours that our copy lacks, our
     *     copy lost something
     * @throws KvException {@code OVERLOADED} when no epoch is ready
     */
    public Dot mint(CausalContext held, boolean foreign, CausalContext past) {
        ActorId last = held.lastActor(own, nobody);
        boolean nothingLost =
                !foreign
                        && past.lastActor(own, nobody).epoch() <= last.epoch()
                        && past.max(last) <= held.max(last);
        if (nothingLost && last.epoch() >= epochs.floor()) {
            return new Dot(last, held.max(last) + 1);
        }
        return new Dot(new ActorId(nobody.node(), nobody.storage(), freshEpoch()), 1);
    }

    /**
     * The epoch of an actor that has minted nothing, for the first dot of a key of which this node
     * holds nothing. Throws {@link KvException} {@code OVERLOADED} when none is ready.
     */
    public long freshEpoch() {
        long epoch = epochs.take();
        if (epoch == Epochs.NONE) {
            throw new KvException(
                    ErrorCode.OVERLOADED, "this node waits for its disk before it takes new keys");
        }
        return epoch;
    }

    /**
     * Whether it counts on from an entry of its own of that epoch, the last one that the key's copy
     * has, in a write that replaces what the copy holds.
     */
    public boolean countsOn(long epoch) {
        return epoch >= epochs.floor();
    }

    /**
     * A write whose dot was minted may be on disk or not: what was counted so far is not counted on
     * from.
     */
    public void distrust() {
        epochs.raiseFloor();
    }
}
