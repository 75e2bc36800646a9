package dev.cairn.server.plugin;

import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Plugin;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Providers that have a name and a configuration and cannot be opened. */
public final class FakePlugins {
    private FakePlugins() {}

    /** One provider. */
    public static PluginRegistry.Found plugin(Service service, String name, ConfigType<?> config) {
        Object provider =
                Proxy.newProxyInstance(
                        FakePlugins.class.getClassLoader(),
                        new Class<?>[] {service.provider()},
                        (self, method, arguments) ->
                                switch (method.getName()) {
                                    case "name" -> name;
                                    case "config" -> config;
                                    case "hashCode" -> System.identityHashCode(self);
                                    case "equals" -> self == arguments[0];
                                    default -> {
                                        if (method.isDefault()) {
                                            yield InvocationHandler.invokeDefault(
                                                    self, method, arguments);
                                        }
                                        throw new UnsupportedOperationException(method.getName());
                                    }
                                });
        return new PluginRegistry.Found(service, (Plugin<?>) provider, "test.module");
    }

    /**
     * One provider with nothing to configure for every default of the configuration, and {@code
     * further}.
     */
    public static PluginRegistry registry(PluginRegistry.Found... further) {
        List<PluginRegistry.Found> all = new ArrayList<>(List.of(further));
        all.add(plugin(Service.STORAGE, "lsm", ConfigType.none()));
        all.add(plugin(Service.TRANSPORT, "netty", ConfigType.none()));
        all.add(plugin(Service.PARTITIONER, "vnode", ConfigType.none()));
        all.add(plugin(Service.PLACEMENT, "zone-aware", ConfigType.none()));
        all.add(plugin(Service.CONSISTENCY, "quorum", ConfigType.none()));
        all.add(plugin(Service.REPLICATION, "dynamo", ConfigType.none()));
        all.add(plugin(Service.FAILURE_DETECTOR, "heartbeat", ConfigType.none()));
        all.add(plugin(Service.DISSEMINATION, "gossip", ConfigType.none()));
        all.add(plugin(Service.MEMBERSHIP, "caspaxos", ConfigType.none()));
        all.add(plugin(Service.SEED_PROVIDER, "static", ConfigType.none()));
        all.add(plugin(Service.AUTHENTICATOR, "none", ConfigType.none()));
        all.add(plugin(Service.AUTHORIZER, "grants", ConfigType.none()));
        all.add(plugin(Service.RESOLVER, "siblings", ConfigType.none()));
        all.add(plugin(Service.RESOLVER, "lww", ConfigType.none()));
        return new PluginRegistry(all);
    }
}
