package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.contract.ClientCodec;
import dev.cairn.testkit.contract.ClientProtocolContract;
import dev.cairn.testkit.service.SharedPort;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import dev.cairn.transport.netty.peer.NettyTransportProvider;
import dev.cairn.transport.netty.peer.Patient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** On the port of the transport, which is the only one that it is served at. */
@NoLeaks
class NativeContractTest extends ClientProtocolContract {
    private static final int MOST_IN_WORK = 16;
    private static final int MAX_FRAME_BYTES = 64 * 1024;

    @Override
    protected ClientProtocol.Provider<?> provider() {
        return new NativeProtocolProvider();
    }

    @Override
    protected ClientProtocol start(
            int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        NativeConfig config =
                new NativeConfig(true, MOST_IN_WORK, MAX_FRAME_BYTES, Duration.ofSeconds(60));
        return SharedPort.open(
                new NettyTransportProvider(),
                Patient.CONFIG,
                port,
                env,
                (at, beside) -> new NativeProtocolProvider().start(config, data, admin, beside));
    }

    @Override
    protected ClientCodec codec(Optional<Credentials> shown) {
        return new NativeCodec(shown, MAX_FRAME_BYTES);
    }

    @Override
    protected int mostInWork() {
        return MOST_IN_WORK;
    }
}
