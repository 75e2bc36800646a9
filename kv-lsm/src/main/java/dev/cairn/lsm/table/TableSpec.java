package dev.cairn.lsm.table;

import dev.cairn.lsm.spi.BlockCodec;
import dev.cairn.lsm.spi.FilterPolicy;
import java.util.Optional;

/**
 * How a table is to be written.
 *
 * @param codec packs its blocks; empty: they are stored as they are
 * @param filter makes its filter
 * @param blockBytes a block is closed when it has grown to this
 */
public record TableSpec(Optional<BlockCodec> codec, FilterPolicy filter, int blockBytes) {
    /** With blocks of the usual size. */
    public TableSpec(Optional<BlockCodec> codec, FilterPolicy filter) {
        this(codec, filter, TableFormat.BLOCK_BYTES);
    }

    /** The codec's number; 0 when there is none. */
    public int codecId() {
        return codec.map(BlockCodec::id).orElse(TableFormat.CODEC_NONE);
    }
}
