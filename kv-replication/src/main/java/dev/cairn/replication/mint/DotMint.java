package dev.cairn.replication.mint;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Mints the dot of a write, never one twice (CORRECTNESS rule 1). A node counts on where its own
 * copy of the key says it stopped, but only when that copy can be trusted to hold all it ever
 * minted; otherwise it counts from 1 under an epoch that it has never used. Owned by one lane; the
 * epochs are shared.
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
     * @param slice the key's slice
     * @param held every dot that this node's copy of the key has seen
     * @param past what the writer has seen; when it names a dot of ours that our copy lacks, our
     *     copy lost something
     * @throws KvException {@code OVERLOADED} when no epoch is ready
     */
    public Dot mint(int slice, CausalContext held, CausalContext past) {
        ActorId last = held.lastActor(own, nobody);
        boolean nothingLost =
                past.lastActor(own, nobody).epoch() <= last.epoch()
                        && past.max(last) <= held.max(last);
        if (nothingLost && last.epoch() >= epochs.floor(slice)) {
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
    public boolean countsOn(int slice, long epoch) {
        return epoch >= epochs.floor(slice);
    }

    /**
     * Whether a copy that has seen these dots may be removed from this node: when none is its own,
     * or none of those would be counted on from. Else {@link #forget} comes first.
     */
    public boolean mayRemove(int slice, CausalContext seen) {
        return seen.lastActor(own, nobody).epoch() < epochs.floor(slice);
    }

    /**
     * Counts on from nothing that these slices hold. {@code done} runs on a storage thread with
     * whether that outlasts a crash.
     */
    public void forget(BitSet slices, Consumer<Boolean> done) {
        epochs.raiseFloors(slices, done);
    }

    /**
     * A write whose dot was minted may be on disk or not: what was counted so far is not counted on
     * from.
     */
    public void distrust() {
        epochs.raiseFloor();
    }
}
