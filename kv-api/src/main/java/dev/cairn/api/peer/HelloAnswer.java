package dev.cairn.api.peer;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import java.util.Optional;
import java.util.OptionalInt;

/** The listener's first word. */
public sealed interface HelloAnswer {
    /**
     * The link is up.
     *
     * @param version the version both speak from here on, the newest common one
     * @param cluster the listener's cluster
     * @param node the listener
     */
    record Accepted(int version, ClusterId cluster, NodeId node) implements HelloAnswer {
        /**
         * Why a node that said {@code hello} must not go on with this listener; empty if it may.
         */
        public Optional<String> objection(Hello hello) {
            return cluster.equals(hello.cluster()) || hello.cluster().equals(ClusterId.NONE)
                    ? Optional.empty()
                    : Optional.of(
                            "it is of cluster "
                                    + cluster
                                    + ", this node is of cluster "
                                    + hello.cluster());
        }
    }

    /**
     * The connection ends here.
     *
     * @param reason one sentence for a person
     */
    record Refused(String reason) implements HelloAnswer {}

    /**
     * What {@code node} of {@code cluster}, which speaks {@code versions}, answers: it accepts at
     * the newest common version, or refuses.
     */
    static HelloAnswer to(Hello hello, ProtocolRange versions, ClusterId cluster, NodeId node) {
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
        OptionalInt common = versions.newestCommon(hello.versions());
        if (common.isEmpty()) {
            return new Refused(
                    "node "
                            + node
                            + " speaks protocol versions "
                            + versions
                            + ", node "
                            + hello.node()
                            + " speaks "
                            + hello.versions());
        }
        return new Accepted(common.getAsInt(), cluster, node);
    }
}
