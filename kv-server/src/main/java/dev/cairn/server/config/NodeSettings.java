package dev.cairn.server.config;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.Setting;
import java.time.Duration;

/**
 * The node itself: section {@code node}.
 *
 * @param id its name in the cluster
 * @param host where all its servers listen
 * @param advertise the host other nodes reach it at; empty for {@code host}
 * @param port where peers reach it, and those clients that share their port
 * @param data its data directory
 * @param dc its data centre
 * @param rack its rack
 * @param weight its share of the ring
 * @param lanes threads that own the data
 * @param storageThreads threads that may wait for the disk on a read
 * @param backgroundThreads threads for flush and compaction
 * @param requestTimeout deadline of requests that bring none
 * @param drainTimeout how long requests in flight may take to end when the node stops
 */
public record NodeSettings(
        @Setting("name in the cluster, kept for life: 1 to 63 of a-z 0-9 -") String id,
        @Setting("address all servers of the node listen on; beyond loopback see security")
                String host,
        @Setting(
                        "host name or address that other nodes reach this node at; empty: that of node.host")
                String advertise,
        @Setting(
                        "port for peers and those clients that share it; its default is that of the transport")
                int port,
        @Setting("data directory, of this node alone") String data,
        @Setting("data centre the node stands in; copies are spread over data centres") String dc,
        @Setting("rack the node stands in; copies are spread over racks") String rack,
        @Setting("share of the ring relative to other nodes, 1 to 1000") int weight,
        @Setting("threads that own the data, each a share of it; about one a core") int lanes,
        @Setting("threads that wait for the disk when a read is not in memory") int storageThreads,
        @Setting("threads that flush and compact") int backgroundThreads,
        @Setting("deadline of a request that brings none") Duration requestTimeout,
        @Setting("how long requests in flight may take to end when the node stops")
                Duration drainTimeout) {
    /** A node alone on its machine. */
    public static final NodeSettings DEFAULT =
            new NodeSettings(
                    "n1",
                    "127.0.0.1",
                    "",
                    4700,
                    "data",
                    Zone.DEFAULT.datacentre(),
                    Zone.DEFAULT.rack(),
                    100,
                    Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 16),
                    4,
                    1,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5));

    private static final int MAX_THREADS = 256;

    /** Checks the ranges; throws {@link IllegalArgumentException}. */
    public NodeSettings {
        check("port", port, 1, 65_535);
        check("weight", weight, 1, Member.MAX_WEIGHT);
        check("lanes", lanes, 1, MAX_THREADS);
        check("storage-threads", storageThreads, 1, MAX_THREADS);
        check("background-threads", backgroundThreads, 1, MAX_THREADS);
        if (data.isBlank()) {
            throw new IllegalArgumentException("data names a directory, not nothing");
        }
        if (requestTimeout.isZero()) {
            throw new IllegalArgumentException("request-timeout is at least 1ms");
        }
    }

    /** The same at another port. */
    NodeSettings at(int otherPort) {
        return new NodeSettings(
                id,
                host,
                advertise,
                otherPort,
                data,
                dc,
                rack,
                weight,
                lanes,
                storageThreads,
                backgroundThreads,
                requestTimeout,
                drainTimeout);
    }

    /** Its name, checked. */
    public NodeId nodeId() {
        return new NodeId(id);
    }

    /** Where other nodes reach it. */
    public Address address() {
        return new Address(advertise.isEmpty() ? host : advertise, port);
    }

    /** Where it stands. */
    public Zone zone() {
        return new Zone(dc, rack);
    }

    private static void check(String name, int value, int smallest, int largest) {
        if (value < smallest || value > largest) {
            throw new IllegalArgumentException(
                    name + " is " + smallest + " to " + largest + ", not " + value);
        }
    }
}
