package dev.cairn.transport.grpc;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.transport.grpc.client.GrpcServer;
import dev.cairn.transport.grpc.client.SocketActivation;
import java.io.IOException;
import java.lang.invoke.MethodHandles;

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

    @Override
    public ClientProtocol start(
            GrpcConfig config, KeyValueService data, AdminService admin, ClientProtocol.Env env)
            throws IOException {
        return SocketActivation.listen(
                new Address(env.host(), config.port()),
                (listening, address) ->
                        GrpcServer.start(config, data, admin, env.security(), listening, address),
                env.events());
    }
}
