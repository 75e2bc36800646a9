package dev.cairn.lsm.table;

import dev.cairn.lsm.spi.BlockCodec;
import dev.cairn.lsm.spi.FilterPolicy;
import java.util.Optional;

/**
 * How a table is to be written.
 *
 * @param codec packs its blocks; empty: they are stored as they are
 * @param filter makes its filter
 */
public record TableSpec(Optional<BlockCodec> codec, FilterPolicy filter) {
    /** The codec's number; 0 when there is none. */
    public int codecId() {
        return codec.map(BlockCodec::id).orElse(TableFormat.CODEC_NONE);
    }
}
