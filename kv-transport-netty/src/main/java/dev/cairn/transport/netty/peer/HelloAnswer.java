package dev.cairn.transport.netty.peer;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;

/** The listener's first word. */
sealed interface HelloAnswer {
    /**
     * The link is up.
     *
     * @param version the version both speak from here on, the newest common one
     * @param cluster the listener's cluster
     * @param node the listener
     */
    record Accepted(int version, ClusterId cluster, NodeId node) implements HelloAnswer {}

    /**
     * The connection ends here.
     *
     * @param reason one sentence for a person
     */
    record Refused(String reason) implements HelloAnswer {}

    /**
     * Accepts at the newest version common to the hello and {@code lowest} to {@code highest}, or
     * refuses.
     */
    static HelloAnswer agree(Hello hello, int lowest, int highest, ClusterId cluster, NodeId node) {
        if (cluster.equals(ClusterId.NONE)) {
            return new Refused("node " + node + " belongs to no cluster yet");
        }
        if (!hello.cluster().equals(cluster) && !hello.cluster().equals(ClusterId.NONE)) {
            return new Refused(
                    "node "
                            + node
                            + " is of cluster "
                            + cluster
                            + ", node "
                            + hello.node()
                            + " is of cluster "
                            + hello.cluster());
        }
        int version = Math.min(highest, hello.highestVersion());
        if (version < Math.max(lowest, hello.lowestVersion())) {
            return new Refused(
                    "node "
                            + node
                            + " speaks protocol versions "
                            + lowest
                            + " to "
                            + highest
                            + ", node "
                            + hello.node()
                            + " speaks "
                            + hello.lowestVersion()
                            + " to "
                            + hello.highestVersion());
        }
        return new Accepted(version, cluster, node);
    }
}
