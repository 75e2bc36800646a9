package dev.cairn.server.wiring;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who a data directory belongs to, and what its data depends on.
 *
 * @param cluster the cluster; {@link ClusterId#NONE} while it has not been let into one
 * @param node the node
 * @param storage random, drawn when the directory was made (CORRECTNESS rule 1)
 * @param incarnation grows with every start
 * @param engine the storage plugin that wrote the data
 * @param partitioner the partitioner plugin whose tokens are in the data's keys
 */
record NodeIdentity(
        ClusterId cluster,
        NodeId node,
        long storage,
        long incarnation,
        String engine,
        String partitioner) {

    NodeIdentity restarted() {
        return new NodeIdentity(cluster, node, storage, incarnation + 1, engine, partitioner);
    }

    NodeIdentity in(ClusterId joined) {
        return new NodeIdentity(joined, node, storage, incarnation, engine, partitioner);
    }

    List<String> lines() {
        return List.of(
                "cluster " + cluster,
                "node " + node,
                "storage " + HexFormat.of().toHexDigits(storage),
                "incarnation " + incarnation,
                "engine " + engine,
                "partitioner " + partitioner);
    }

    /** Reads {@link #lines}; throws a {@link RuntimeException} for anything else. */
    static NodeIdentity of(List<String> lines) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            fields.put(line.substring(0, space), line.substring(space + 1));
        }
        return new NodeIdentity(
                ClusterId.parse(field(fields, "cluster")),
                new NodeId(field(fields, "node")),
                HexFormat.fromHexDigitsToLong(field(fields, "storage")),
                Long.parseLong(field(fields, "incarnation")),
                field(fields, "engine"),
                field(fields, "partitioner"));
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + name);
        }
        return value;
    }
}
