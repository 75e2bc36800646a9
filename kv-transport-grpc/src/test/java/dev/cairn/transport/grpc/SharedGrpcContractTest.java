package dev.cairn.transport.grpc;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.service.SharedPort;
import dev.cairn.transport.grpc.peer.GrpcPeerConfig;
import dev.cairn.transport.grpc.peer.GrpcTransportProvider;
import java.io.IOException;

/** The same at the port of the transport. */
final class SharedGrpcContractTest extends GrpcContractTest {
    @Override
    protected ClientProtocol start(
            int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        return SharedPort.open(
                new GrpcTransportProvider(),
                GrpcPeerConfig.DEFAULT,
                port,
                env,
                (at, beside) -> super.start(at.port(), data, admin, beside));
    }

    @Override
    protected boolean keepsIdleConnections() {
        return true;
    }
}
