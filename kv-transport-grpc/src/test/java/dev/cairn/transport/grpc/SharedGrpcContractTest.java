package dev.cairn.transport.grpc;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.Transport;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.testkit.service.SharedPort;
import dev.cairn.transport.grpc.peer.GrpcTransportProvider;
import java.io.IOException;
import java.util.Optional;

/** The same at the port of the transport. */
final class SharedGrpcContractTest extends GrpcContractTest {
    @Override
    protected ClientProtocol start(
            int port, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        GrpcTransportProvider provider = new GrpcTransportProvider();
        Transport transport =
                provider.open(
                        provider.config().defaults(),
                        new Transport.Env(
                                OneNode.CLUSTER,
                                OneNode.ID,
                                env.lanes(),
                                env.events(),
                                env.security()));
        ClientProtocol.Env beside =
                new ClientProtocol.Env(
                        env.host(),
                        env.lanes(),
                        env.blocking(),
                        env.version(),
                        env.events(),
                        env.security(),
                        Optional.of(transport));
        return SharedPort.open(
                transport,
                new Address(env.host(), port),
                at -> super.start(at.port(), data, admin, beside));
    }

    @Override
    protected boolean keepsIdleConnections() {
        return true;
    }
}
