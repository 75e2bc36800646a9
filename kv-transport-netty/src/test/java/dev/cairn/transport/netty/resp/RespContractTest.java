package dev.cairn.transport.netty.resp;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.contract.ClientCodec;
import dev.cairn.testkit.contract.ClientProtocolContract;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import java.io.IOException;
import java.util.Optional;

@NoLeaks
class RespContractTest extends ClientProtocolContract {
    private static final int MOST_IN_WORK = 16;

    @Override
    protected ClientProtocol.Provider<?> provider() {
        return new RespProvider();
    }

    @Override
    protected ClientProtocol start(
            int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        return new RespProvider()
                .start(new RespConfig(true, port, 100, MOST_IN_WORK, 1 << 20), data, admin, env);
    }

    @Override
    protected ClientCodec codec(Optional<Credentials> shown) {
        return new RespCodec(shown);
    }

    @Override
    protected int mostInWork() {
        return MOST_IN_WORK;
    }
}
