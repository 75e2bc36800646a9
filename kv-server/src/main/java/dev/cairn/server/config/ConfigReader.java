package dev.cairn.server.config;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ConfigType;
import dev.cairn.api.spi.Plugin;
import dev.cairn.api.spi.Transport;
import dev.cairn.server.plugin.PluginRegistry;
import dev.cairn.server.plugin.Service;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns what was written into a {@link NodeConfig}, or into a {@link ConfigException} with all that
 * is wrong.
 */
public final class ConfigReader {
    private static final String REDIS_BUCKETS = "redis:*";

    private final Layers layers;
    private final PluginRegistry registry;
    private final RecordBinder binder;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigReader(Layers layers, PluginRegistry registry) {
        this.layers = layers;
        this.registry = registry;
        this.binder = new RecordBinder(layers);
    }

    /** Reads and checks everything. */
    public static NodeConfig read(Layers layers, PluginRegistry registry) {
        return new ConfigReader(layers, registry).read();
    }

    private NodeConfig read() {
        NodeSettings node = bind("node", anyNode());
        checkId(node);
        ClusterSettings cluster = bind("cluster", ClusterSettings.DEFAULT);
        SecuritySettings security = bind("security", SecuritySettings.DEFAULT);
        TlsSettings tls = bind("security.tls", TlsSettings.DEFAULT);
        Map<Service, Plugin<?>> chosen = chosen(bind("", ServiceChoice.DEFAULT));
        Map<String, BucketProperties> buckets = buckets();
        Map<Plugin<?>, Record> records = pluginRecords();
        List<Problem> all = new ArrayList<>(binder.problems());
        all.addAll(problems);
        all.addAll(layers.unknown());
        if (!all.isEmpty()) {
            throw new ConfigException(all);
        }
        return new NodeConfig(
                node,
                cluster,
                security,
                tls,
                new Buckets(buckets),
                new PluginSettings(chosen, records),
                binder.effective(),
                Path.of("").toAbsolutePath());
    }

    private <C extends Record> C bind(String section, C defaults) {
        @SuppressWarnings("unchecked")
        Class<C> type = (Class<C>) defaults.getClass();
        return binder.bind(section, new ConfigType<>(type, defaults, MethodHandles.lookup()));
    }

    /** The transport that was chosen; empty when there is none of that name. */
    public static Optional<Transport.Provider<?>> transport(
            Layers layers, PluginRegistry registry) {
        String name = layers.text("transport").orElse(ServiceChoice.DEFAULT.transport());
        return registry.find(Service.TRANSPORT, name).map(found -> (Transport.Provider<?>) found);
    }

    /** At the port of its transport, unless another is written: so swapping that is one line. */
    private NodeSettings anyNode() {
        return transport(layers, registry)
                .map(transport -> NodeSettings.DEFAULT.at(transport.port()))
                .orElse(NodeSettings.DEFAULT);
    }

    private void checkId(NodeSettings node) {
        try {
            node.nodeId();
        } catch (KvException malformed) {
            problems.add(new Problem(sourceOf("node.id"), "node.id", malformed.error().detail()));
        }
    }

    private Map<Service, Plugin<?>> chosen(ServiceChoice choice) {
        Map<Service, Plugin<?>> chosen = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            if (service.exclusive()) {
                String name = choice.of(service);
                registry.find(service, name)
                        .ifPresentOrElse(
                                plugin -> chosen.put(service, plugin),
                                () -> problems.add(missing(service, service.key(), name)));
            }
        }
        return chosen;
    }

    private Problem missing(Service service, String key, String name) {
        Set<String> names = registry.names(service);
        String available = names.isEmpty() ? "none" : String.join(", ", names);
        return new Problem(
                sourceOf(key),
                key,
                "there is no "
                        + service.key()
                        + " plugin \""
                        + name
                        + "\""
                        + Keys.didYouMean(name, names)
                        + " (available: "
                        + available
                        + ")");
    }

    private Map<Plugin<?>, Record> pluginRecords() {
        Map<Plugin<?>, Record> records = new HashMap<>();
        for (Service service : Service.values()) {
            for (PluginRegistry.Found found : registry.of(service)) {
                String section = "plugins." + service.key() + "." + found.plugin().name();
                records.put(found.plugin(), binder.bind(section, found.plugin().config()));
            }
        }
        return records;
    }

    private Map<String, BucketProperties> buckets() {
        BucketSettings common = bucket(Buckets.DEFAULT, BucketSettings.DEFAULT);
        Set<String> names = new LinkedHashSet<>(List.of(REDIS_BUCKETS));
        names.addAll(layers.names("buckets"));
        names.remove(Buckets.DEFAULT);
        Map<String, BucketProperties> buckets = new LinkedHashMap<>();
        put(buckets, Buckets.DEFAULT, common);
        for (String name : names) {
            BucketSettings inherited =
                    name.equals(REDIS_BUCKETS) ? common.withResolver("lww") : common;
            put(buckets, name, bucket(name, inherited));
        }
        return buckets;
    }

    private BucketSettings bucket(String name, BucketSettings inherited) {
        String key = Keys.child("buckets", name);
        boolean prefix = name.endsWith("*");
        String plain = prefix ? name.substring(0, name.length() - 1) : name;
        if (!Key.isBucketName(plain) && !(prefix && plain.isEmpty())) {
            problems.add(
                    new Problem(
                            new Source.Default(),
                            key,
                            "\"" + name + "\" is no bucket name, nor a prefix and *"));
        }
        return bind(key, inherited);
    }

    private void put(Map<String, BucketProperties> buckets, String name, BucketSettings settings) {
        String key = Keys.child("buckets", name);
        if (registry.find(Service.RESOLVER, settings.resolver()).isEmpty()) {
            problems.add(
                    missing(Service.RESOLVER, Keys.child(key, "resolver"), settings.resolver()));
        }
        try {
            buckets.put(name, settings.properties());
        } catch (IllegalArgumentException outOfRange) {
            problems.add(new Problem(sourceOf(key), key, String.valueOf(outOfRange.getMessage())));
        }
    }

    /** Where a key, or the first written key below it, stands. */
    private Source sourceOf(String key) {
        List<Effective> below =
                binder.effective().stream()
                        .filter(entry ->
                                entry.key().equals(key) || entry.key().startsWith(key + "."))
                        .filter(entry -> !(entry.source() instanceof Source.Default))
                        .collect(Collectors.toList());
        return below.isEmpty() ? new Source.Default() : below.getFirst().source();
    }
}
