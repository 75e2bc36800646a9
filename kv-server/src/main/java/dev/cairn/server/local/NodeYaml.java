package dev.cairn.server.local;

import dev.cairn.api.cluster.ClusterId;
import java.util.ArrayList;
import java.util.List;

/** The configuration file of one node of a local cluster. */
final class NodeYaml {
    private NodeYaml() {}

    static String of(NodePlan plan, List<NodePlan> members, ClusterId cluster, boolean tls) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "# Node "
                        + plan.id()
                        + " of a local cluster, written by `kv start` when the cluster was made.");
        lines.add("node:");
        lines.add("  id: " + plan.id());
        lines.add("  port: " + plan.peerPort());
        lines.add("  data: data");
        lines.add("  lanes: 1");
        lines.add("  storage-threads: 1");
        lines.add("cluster:");
        lines.add("  id: \"" + cluster + "\"");
        lines.add("  initial:");
        for (NodePlan member : members) {
            lines.add("    - " + member.id() + "=" + NodePlan.HOST + ":" + member.peerPort());
        }
        lines.addAll(tls ? LocalTls.yaml(plan) : List.of("plugins:"));
        lines.add("  protocol:");
        plan.protocolPorts()
                .forEach((name, port) -> lines.add("    " + name + ": {port: " + port + "}"));
        return String.join("\n", lines) + "\n";
    }
}
