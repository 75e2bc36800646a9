package dev.cairn.lsm.codec;

import dev.cairn.api.spi.ConfigType.NoConfig;
import dev.cairn.lsm.spi.BlockCodec;
import dev.cairn.lsm.spi.contract.BlockCodecContract;

final class Lz4ContractTest extends BlockCodecContract {
    @Override
    protected BlockCodec codec() {
        return new Lz4Codec.Provider().open(new NoConfig());
    }
}
