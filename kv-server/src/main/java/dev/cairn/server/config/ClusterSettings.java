package dev.cairn.server.config;

import dev.cairn.api.spi.Setting;
import java.util.List;

/**
 * The cluster a node belongs to from its first start on: section {@code cluster}.
 *
 * @param id the cluster's id, needed with {@code initial}
 * @param initial the fixed list of first members
 * @param seeds peers of a running cluster
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
                List<String> seeds) {
    /** Nothing said: the data directory knows, or the node is told to bootstrap. */
    public static final ClusterSettings DEFAULT = new ClusterSettings("", List.of(), List.of());
}
