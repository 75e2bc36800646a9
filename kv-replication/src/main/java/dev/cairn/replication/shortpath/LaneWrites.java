package dev.cairn.replication.shortpath;

import dev.cairn.api.KvException;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.ShortPath.WriteSink;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.replication.mint.DotMint;
import dev.cairn.replication.mint.HybridClock;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.round.RoundTable;
import java.time.Duration;

/**
 * The short path of writes to one lane's slices: what the coordinator would make of a key that this
 * node holds nothing of or has written before, when the write replaces all that is held. From the
 * read to the write nobody else writes the key, since both are in one task of its lane (CORRECTNESS
 * rule 7). Owned by the lane; {@link #put} may be tried on any thread.
 */
public final class LaneWrites {
    /** What is larger is left. */
    private static final int MOST_BYTES = 64 * 1024;

    private final Parts parts;
    private final Replacement replacement;

    /**
     * What it works with.
     *
     * @param self this node
     * @param storage the id of its data directory
     * @param lane whose slices they are
     * @param engine the store
     * @param replica the lane's copies
     * @param operations what is under way
     * @param rounds the slices' rounds of deletes
     * @param mint new dots
     * @param stamps new timestamps
     * @param timeout how long a write may wait
     * @param continuation goes on with a write whose key has other owners meanwhile
     */
    public record Parts(
            NodeId self,
            long storage,
            Lane lane,
            StorageEngine engine,
            LocalReplica replica,
            OperationTable operations,
            RoundTable rounds,
            DotMint mint,
            HybridClock stamps,
            Duration timeout,
            WaitingWrite.Continuation continuation) {}

    /** Writes of one lane. */
    public LaneWrites(Parts parts) {
        this.parts = parts;
        this.replacement = new Replacement(parts);
    }

    /** Writes a key of which this node is the sole owner, the value lying in {@code source}. */
    Write put(SoleOwner owner, KeyRoom key, byte[] source, Span value, WriteSink sink) {
        int bytes = key.keySize() + value.length();
        boolean taken =
                parts.lane().isCurrent()
                        && owner.replaces()
                        && bytes <= Math.min(MOST_BYTES, owner.properties().maxPairBytes())
                        && !parts.replica().isBusy(key.segment())
                        && !parts.replica().isOverloaded()
                        && !parts.operations().isFull();
        if (!taken || !replacement.make(owner, key, source, value)) {
            return Write.LEFT;
        }
        long position;
        try {
            position = parts.replica().put(key.slice(), key.segment(), replacement.segment());
        } catch (KvException refused) {
            // It may be there or not. The long way writes it again, at once, and says what came of
            // it.
            parts.mint().distrust();
            return Write.LEFT;
        }
        sink.made(replacement, owner.epoch());
        if (parts.engine().durablePosition() >= position && owner.isStill()) {
            return Write.DONE;
        }
        WaitingWrite.begin(parts, owner, key.copy(), replacement.item(), position, sink);
        return Write.WAITS;
    }
}
