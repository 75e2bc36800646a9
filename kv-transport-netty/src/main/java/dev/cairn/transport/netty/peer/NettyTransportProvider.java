package dev.cairn.transport.netty.peer;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Transport;
import java.lang.invoke.MethodHandles;

/** Opens the transport {@code netty}. */
public final class NettyTransportProvider implements Transport.Provider<NettyConfig> {
    @Override
    public String name() {
        return "netty";
    }

    @Override
    public ConfigType<NettyConfig> config() {
        return new ConfigType<>(NettyConfig.class, NettyConfig.DEFAULT, MethodHandles.lookup());
    }

    /** Starts nothing yet; the lanes' event loops are made by {@link Transport#listen}. */
    @Override
    public Transport open(NettyConfig config, Transport.Env env) {
        return new NettyTransport(config, env, FrameFormat.VERSIONS);
    }
}
