package dev.cairn.transport.grpc.peer;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Transport;
import java.lang.invoke.MethodHandles;

/** Opens the transport {@code grpc}. */
public final class GrpcTransportProvider implements Transport.Provider<GrpcPeerConfig> {
    /** A provider; opens nothing. */
    public GrpcTransportProvider() {}

    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public ConfigType<GrpcPeerConfig> config() {
        return new ConfigType<>(
                GrpcPeerConfig.class, GrpcPeerConfig.DEFAULT, MethodHandles.lookup());
    }

    /** The port for clients of gRPC, too. */
    @Override
    public int port() {
        return 4702;
    }

    @Override
    public Transport open(GrpcPeerConfig config, Transport.Env env) {
        return new GrpcTransport(config, env, FrameFormat.VERSIONS);
    }
}
