package dev.cairn.transport.netty.http;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.contract.ClientCodec;
import dev.cairn.testkit.contract.ClientProtocolContract;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

@NoLeaks
class HttpContractTest extends ClientProtocolContract {
    @Override
    protected ClientProtocol.Provider<?> provider() {
        return new HttpProvider();
    }

    @Override
    protected ClientProtocol start(
            int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        HttpConfig config =
                new HttpConfig(true, port, 100, 16 * 1024, 64 * 1024, 8, Duration.ofMinutes(1));
        return new HttpProvider().start(config, data, admin, env);
    }

    @Override
    protected ClientCodec codec(Optional<Credentials> shown) {
        return new HttpCodec(shown);
    }

    @Override
    protected int mostInWork() {
        return 1;
    }
}
