package dev.cairn.transport.grpc;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Transport;
import dev.cairn.transport.grpc.client.GrpcClients;
import dev.cairn.transport.grpc.peer.GrpcTransport;
import dev.cairn.transport.grpc.server.GrpcPort;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/** The client protocol {@code grpc}. */
public final class GrpcProtocolProvider implements ClientProtocol.Provider<GrpcConfig> {
    /** A provider; opens nothing. */
    public GrpcProtocolProvider() {}

    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public ConfigType<GrpcConfig> config() {
        return new ConfigType<>(GrpcConfig.class, GrpcConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public boolean enabled(GrpcConfig config) {
        return config.enabled();
    }

    /** Where peers are met by gRPC at the very address for clients, both share one server. */
    @Override
    public ClientProtocol start(
            GrpcConfig config, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        Address at = new Address(env.host(), config.port());
        Optional<GrpcPort> peers = env.transport().flatMap(transport -> portOf(transport, at));
        return peers.isPresent()
                ? GrpcClients.share(peers.get(), at, config, data, admin, env)
                : GrpcClients.listen(at, config, data, admin, env);
    }

    private static Optional<GrpcPort> portOf(Transport transport, Address at) {
        return transport instanceof GrpcTransport peers
                        && peers.port().address().filter(at::equals).isPresent()
                ? Optional.of(peers.port())
                : Optional.empty();
    }
}
