package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConfigType;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/** Starts the client protocol {@code native}. */
public final class NativeProtocolProvider implements ClientProtocol.Provider<NativeConfig> {
    @Override
    public String name() {
        return "native";
    }

    @Override
    public ConfigType<NativeConfig> config() {
        return new ConfigType<>(NativeConfig.class, NativeConfig.DEFAULT, MethodHandles.lookup());
    }

    @Override
    public boolean enabled(NativeConfig config) {
        return config.enabled();
    }

    /** Peers and native clients share one port. */
    @Override
    public Optional<String> transport() {
        return Optional.of("netty");
    }

    @Override
    public ClientProtocol start(
            NativeConfig config, KeyValueService data, AdminService admin, ClientProtocol.Env env) {
        return NativeProtocol.start(config, data, admin, env);
    }
}
