package dev.cairn.server.local;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.server.config.Layers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes of a local cluster: node i listens 10·i above the base ports. Which nodes {@code kv
 * start} runs, and where, is fixed by the first start; more may join by themselves.
 */
public final class ClusterPlan {
    /** Where the ports of the first node begin. */
    public static final int BASE_PORT = 4700;

    /** Between the ports of one node and the next. */
    private static final int STRIDE = 10;

    private ClusterPlan() {}

    /** The nodes, whether they exist or not. {@code ports} are those of the first by default. */
    public static List<NodePlan> of(Path data, int nodes, int basePort, ProtocolPorts ports) {
        List<NodePlan> plans = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            int offset = basePort - BASE_PORT + STRIDE * i;
            SortedMap<String, Integer> protocolPorts = new TreeMap<>();
            ports.own().forEach((protocol, port) -> protocolPorts.put(protocol, port + offset));
            String id = "n" + (i + 1);
            plans.add(
                    new NodePlan(
                            id,
                            data.resolve(id),
                            ports.peers() + offset,
                            ports.besidePeers(),
                            protocolPorts));
        }
        return List.copyOf(plans);
    }

    /**
     * Writes the nodes' files when there are none; throws {@link LocalException} when there are
     * others.
     *
     * @param tls the certificates of nodes that speak TLS, which are made too
     */
    public static void prepare(Path data, List<NodePlan> plans, Optional<LocalTls> tls)
            throws IOException {
        if (exists(plans.getFirst())) {
            checkUnchanged(data, plans, tls.isPresent());
            return;
        }
        ClusterId cluster = new ClusterId(new SecureRandom().nextLong());
        if (tls.isPresent()) {
            Files.createDirectories(data);
            tls.get().make(cluster, plans);
        }
        // The first node's file says that all are written, so it is the last one.
        for (NodePlan plan : plans.reversed()) {
            Files.createDirectories(plan.folder());
            Files.writeString(plan.config(), NodeYaml.of(plan, plans, cluster, tls.isPresent()));
        }
    }

    private static boolean exists(NodePlan plan) {
        return Files.exists(plan.config());
    }

    private static void checkUnchanged(Path data, List<NodePlan> plans, boolean tls) {
        for (NodePlan plan : plans) {
            if (!exists(plan)) {
                throw new LocalException(
                        data
                                + " holds a cluster without "
                                + plan.id()
                                + ": start with the first number of --nodes, or with another --data;"
                                + " a further node joins by kv server --seed");
            }
            Layers written = Layers.of(List.of(plan.config()), Map.of(), List.of());
            if (written.text("security.tls.certificate").isPresent() != tls) {
                throw new LocalException(
                        data
                                + " holds a cluster that was first started "
                                + (tls ? "without" : "with")
                                + " --tls: start it so, or with another --data");
            }
            String port = written.text("node.port").orElse("");
            if (!port.equals(Integer.toString(plan.peerPort()))) {
                throw new LocalException(
                        plan.config()
                                + " has "
                                + plan.id()
                                + " at port "
                                + port
                                + ", not "
                                + plan.peerPort()
                                + ": start with the first --base-port and transport, or with another"
                                + " --data");
            }
        }
        Path further = data.resolve("n" + (plans.size() + 1)).resolve("node.yaml");
        if (Files.exists(further)) {
            throw new LocalException(
                    data
                            + " holds a cluster of more than "
                            + plans.size()
                            + " nodes ("
                            + further
                            + "): start with --nodes and their number, or with another --data");
        }
    }
}
