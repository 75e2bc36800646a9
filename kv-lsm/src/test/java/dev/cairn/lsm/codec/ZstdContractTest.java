package dev.cairn.lsm.codec;

import dev.cairn.lsm.spi.BlockCodec;
import dev.cairn.lsm.spi.contract.BlockCodecContract;

final class ZstdContractTest extends BlockCodecContract {
    @Override
    protected BlockCodec codec() {
        return new ZstdCodec.Provider().open(ZstdConfig.DEFAULT);
    }
}
