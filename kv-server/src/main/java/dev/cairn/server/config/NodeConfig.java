package dev.cairn.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The configuration of one node, checked.
 *
 * @param node the node itself
 * @param cluster the cluster it belongs to
 * @param security who may do what
 * @param buckets how buckets are kept
 * @param plugins what it is assembled from
 * @param effective every key with its value and source, for the operator
 */
public record NodeConfig(
        NodeSettings node,
        ClusterSettings cluster,
        SecuritySettings security,
        Buckets buckets,
        PluginSettings plugins,
        List<Effective> effective) {
    /** Copies the list. */
    public NodeConfig {
        effective = List.copyOf(effective);
    }

    /** Whether a key was written anywhere. */
    public boolean isWritten(String key) {
        return !(source(key) instanceof Source.Default);
    }

    /**
     * The data directory: a relative path in a file is relative to that file, any other to {@code
     * folder}.
     */
    public Path dataDirectory(Path folder) {
        Path base = folder;
        if (source("node.data") instanceof Source.File written) {
            Path parent = Path.of(written.file()).toAbsolutePath().getParent();
            base = parent == null ? folder : parent;
        }
        return base.resolve(node.data()).normalize();
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
