package dev.cairn.replication.coordinator;

import dev.cairn.api.spi.ReplicatedDataType.Settled;

/**
 * What a coordinator knows of what others hold of a key.
 *
 * @param complete whether it is an owner that holds all it ever acknowledged, so that it has or
 *     will know again what all owners were once known to hold
 * @param settled what all owners are known to hold
 */
record Knowledge(boolean complete, Settled settled) {
    /** A stand-in, or an owner that lost its disk. */
    static final Knowledge NONE = new Knowledge(false, Settled.NOTHING);
}
