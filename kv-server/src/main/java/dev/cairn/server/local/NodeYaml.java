package dev.cairn.server.local;

import dev.cairn.api.cluster.ClusterId;
import java.util.List;

/** The configuration file of one node of a local cluster. */
final class NodeYaml {
    private NodeYaml() {}

    static String of(NodePlan plan, List<NodePlan> members, ClusterId cluster) {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        # Node %1$s of a local cluster, written by `kv start` when the cluster was made.
                        node:
                          id: %1$s
                          port: %2$d
                          data: data
                          lanes: 1
                          storage-threads: 1
                        cluster:
                          id: "%3$s"
                          initial:
                        """
                                .formatted(plan.id(), plan.peerPort(), cluster));
        for (NodePlan member : members) {
            yaml.append(
                    "    - %s=%s:%d%n".formatted(member.id(), NodePlan.HOST, member.peerPort()));
        }
        yaml.append("plugins:\n  protocol:\n");
        plan.protocolPorts()
                .forEach((name, port) -> yaml.append("    %s: {port: %d}%n".formatted(name, port)));
        return yaml.toString();
    }
}
