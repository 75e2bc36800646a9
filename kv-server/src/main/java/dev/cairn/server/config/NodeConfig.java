package dev.cairn.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of one node, checked.
 *
 * @param node the node itself
 * @param cluster the cluster it belongs to
 * @param security who may do what
 * @param tls how connections are encrypted
 * @param buckets how buckets are kept
 * @param plugins what it is assembled from
 * @param effective every key with its value and source, for the operator
 * @param folder against which relative paths are resolved that do not stand in a file
 */
public record NodeConfig(
        NodeSettings node,
        ClusterSettings cluster,
        SecuritySettings security,
        TlsSettings tls,
        Buckets buckets,
        PluginSettings plugins,
        List<Effective> effective,
        Path folder) {
    /** Copies the list. */
    public NodeConfig {
        effective = List.copyOf(effective);
    }

    /** Whether a key was written anywhere. */
    public boolean isWritten(String key) {
        return !(source(key) instanceof Source.Default);
    }

    /** The same as it was told in {@code caller}, the folder of whoever starts the node. */
    public NodeConfig in(Path caller) {
        return new NodeConfig(node, cluster, security, tls, buckets, plugins, effective, caller);
    }

    /** The data directory. */
    public Path dataDirectory() {
        return base("node.data").resolve(node.data()).normalize();
    }

    /**
     * What a relative path that was written for {@code key} is relative to: the file it stands in,
     * else {@link #folder}.
     */
    public Path base(String key) {
        if (source(key) instanceof Source.File written) {
            Path parent = Path.of(written.file()).toAbsolutePath().getParent();
            return parent == null ? folder : parent;
        }
        return folder;
    }

    private Source source(String key) {
        for (Effective entry : effective) {
            if (entry.key().equals(key)) {
                return entry.source();
            }
        }
        return new Source.Default();
    }
}
