package dev.cairn.testkit.cluster;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.NodeProvider;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * What a {@link SimulatedCluster} will be. Nodes are configured as in production; what the builder
 * adds to the shipping defaults is written at {@link #set}.
 */
public final class ClusterBuilder {
    private static final int PORT = 4700;
    private static final int HOSTS_IN_A_NET = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final long seed;
    private final List<String> common = new ArrayList<>();
    private final Map<String, List<String>> own = new LinkedHashMap<>();
    private final Map<String, String> zones = new LinkedHashMap<>();
    private String yaml = "";
    private int size = 3;

    ClusterBuilder(long seed) {
        this.seed = seed;
    }

    /** So many nodes, n1, n2, …; 3 unless told otherwise. */
    public ClusterBuilder nodes(int count) {
        size = count;
        return this;
    }

    /** Every node reads this text as its configuration file. */
    public ClusterBuilder yaml(String text) {
        yaml = text;
        return this;
    }

    /**
     * Sets a key of every node's configuration, as {@code --set} does. Set already, and to be
     * changed only with care: {@code transport=simulated}, {@code node.lanes=1}, {@code node.id},
     * {@code node.host}, {@code node.port}, {@code cluster.id}, {@code cluster.initial}.
     */
    public ClusterBuilder set(String key, String value) {
        common.add(key + "=" + value);
        return this;
    }

    /** Sets a key of one node's configuration. */
    public ClusterBuilder set(String node, String key, String value) {
        own.computeIfAbsent(node, name -> new ArrayList<>()).add(key + "=" + value);
        return this;
    }

    /** Puts a node into a data centre and a rack. */
    public ClusterBuilder place(String node, String datacentre, String rack) {
        zones.put(node, " dc=" + datacentre + " rack=" + rack);
        return this;
    }

    /**
     * Starts the nodes and lets time pass until each sees all others alive; throws {@link
     * AssertionError} when that takes longer than 30 s.
     */
    public SimulatedCluster start() {
        SimulatedCluster cluster = boot();
        try {
            cluster.awaitAllAlive(PATIENCE);
        } catch (AssertionError | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
        return cluster;
    }

    /** Starts the nodes; no time passes. */
    public SimulatedCluster boot() {
        Simulation world = new Simulation(seed);
        NodeProvider provider =
                ServiceLoader.load(NodeProvider.class)
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "no NodeProvider was found: kv-server belongs on the test's path"));
        SimulatedCluster cluster = new SimulatedCluster(seed, world, provider);
        try {
            for (int i = 1; i <= size; i++) {
                cluster.add(new NodeId("n" + i), configuration(i));
            }
        } catch (RuntimeException failed) {
            cluster.close();
            throw failed;
        }
        return cluster;
    }

    private NodeProvider.Configuration configuration(int number) {
        List<String> settings = new ArrayList<>(identity(number, seed));
        settings.add("cluster.initial=" + initial());
        settings.addAll(common);
        settings.addAll(own.getOrDefault("n" + number, List.of()));
        return new NodeProvider.Configuration(yaml, settings, false);
    }

    /** What every simulated node is told, however it comes into the cluster. */
    static List<String> identity(int number, long seed) {
        return List.of(
                "transport=simulated",
                "node.lanes=1",
                "node.id=n" + number,
                "node.host=" + host(number),
                "node.port=" + PORT,
                "cluster.id=" + new ClusterId(seed == 0 ? 1 : seed));
    }

    private String initial() {
        List<String> members = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            String name = "n" + i;
            members.add(name + "=" + host(i) + ":" + PORT + zones.getOrDefault(name, ""));
        }
        return String.join(",", members);
    }

    private static String host(int number) {
        return "127.0." + number / HOSTS_IN_A_NET + "." + (1 + number % HOSTS_IN_A_NET);
    }
}
