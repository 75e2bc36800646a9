package dev.cairn.server.config;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Setting;
import java.util.List;
import java.util.Optional;

/**
 * The cluster a node belongs to from its first start on: section {@code cluster}.
 *
 * @param id the cluster's id, needed with {@code initial}
 * @param initial the fixed list of first members
 * @param seeds peers of a running cluster
 * @param replace the dead member whose place the node takes when it joins; none if empty
 */
public record ClusterSettings(
        @Setting(
                        "the cluster's id, 16 hexadecimal digits, the same on every node; needed with cluster.initial")
                String id,
        @Setting(
                        "first members, the same list on every node: n1=HOST:PORT [dc=DC] [rack=RACK] [weight=W]")
                List<String> initial,
        @Setting(
                        "HOST:PORT of members of a running cluster, which a node with an empty data directory joins")
                List<String> seeds,
        @Setting(
                        "the dead member whose place, tokens and weight a node with an empty data directory takes as it joins")
                String replace) {
    /** Checks that a node's id is one. */
    public ClusterSettings {
        if (!replace.isEmpty()) {
            checkId(replace);
        }
    }

    private static void checkId(String id) {
        try {
            new NodeId(id);
        } catch (KvException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
    }

    /** Nothing said: the data directory knows, or the node is told to bootstrap. */
    public static final ClusterSettings DEFAULT = new ClusterSettings("", List.of(), List.of(), "");

    /** The dead member whose place the node takes, if it is to take one. */
    public Optional<NodeId> replaced() {
        return replace.isEmpty() ? Optional.empty() : Optional.of(new NodeId(replace));
    }
}
