package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Directory;
import dev.cairn.server.config.NodeConfig;
import dev.cairn.server.plugin.Service;
import dev.cairn.server.wiring.StartException.Code;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A node's files:
 *
 * <pre>
 *   LOCK          held while a process uses the directory
 *   identity      whose it is: {@link NodeIdentity}
 *   topology      who is in the cluster: {@link TopologyLines}
 *   store/        the storage engine's
 *   replication/  replication's
 * </pre>
 *
 * It never serves another node's or cluster's data, and counts every start.
 */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "LOCK";
    private static final String STORE = "store";
    private static final List<String> LEFT_BY_A_FIRST_START =
            List.of(LOCK, "topology", "topology.new", "identity.new");

    private final Directory directory;
    private final AutoCloseable lock;
    private final NodeIdentity identity;
    private final Topology topology;

    private DataDirectory(
            Directory directory, AutoCloseable lock, NodeIdentity identity, Topology topology) {
        this.directory = directory;
        this.lock = lock;
        this.identity = identity;
        this.topology = topology;
    }

    /**
     * Opens or founds it; throws {@link StartException} and {@link
     * dev.cairn.api.spi.StorageException}.
     */
    static DataDirectory open(
            Directory directory, NodeConfig config, boolean bootstrap, RandomGenerator random)
            throws IOException {
        AutoCloseable lock;
        try {
            lock = directory.lock(LOCK);
        } catch (IOException held) {
            throw new StartException(
                    Code.DATA_REFUSED,
                    "the data directory " + directory.describe() + " is in use by another process",
                    held);
        }
        try {
            return locked(directory, lock, config, new Founding(config, bootstrap, random), random);
        } catch (IOException | RuntimeException failed) {
            release(lock);
            throw failed;
        }
    }

    private static DataDirectory locked(
            Directory directory,
            AutoCloseable lock,
            NodeConfig config,
            Founding founding,
            RandomGenerator random)
            throws IOException {
        ChecksummedText identityFile =
                new ChecksummedText(directory, "identity", "cairn-identity 1");
        ChecksummedText topologyFile =
                new ChecksummedText(directory, "topology", "cairn-topology 1");
        Optional<List<String>> found = identityFile.read();
        NodeIdentity identity;
        Topology topology;
        if (found.isPresent()) {
            identity = identity(identityFile, found.get()).restarted();
            checkBelongs(directory, identity, config);
            topology = topology(topologyFile);
            checkAddress(topology, identity, config);
        } else {
            checkEmpty(directory);
            topology = founding.topology();
            identity =
                    new NodeIdentity(
                            topology.cluster(),
                            config.node().nodeId(),
                            random.nextLong(),
                            1,
                            config.plugins().chosen(Service.STORAGE).name(),
                            config.plugins().chosen(Service.PARTITIONER).name());
            checkAddress(topology, identity, config);
            topologyFile.replace(TopologyLines.of(topology));
        }
        identityFile.replace(identity.lines());
        return new DataDirectory(directory, lock, identity, topology);
    }

    private static NodeIdentity identity(ChecksummedText file, List<String> lines) {
        try {
            return NodeIdentity.of(lines);
        } catch (RuntimeException malformed) {
            throw file.damage(String.valueOf(malformed.getMessage()));
        }
    }

    private static Topology topology(ChecksummedText file) throws IOException {
        List<String> lines = file.read().orElseThrow(() -> file.damage("it is missing"));
        try {
            return TopologyLines.parse(lines);
        } catch (RuntimeException malformed) {
            throw file.damage(String.valueOf(malformed.getMessage()));
        }
    }

    private static void checkBelongs(
            Directory directory, NodeIdentity identity, NodeConfig config) {
        String place = "the data directory " + directory.describe();
        if (!identity.node().name().equals(config.node().id())) {
            throw new StartException(
                    Code.DATA_REFUSED,
                    place
                            + " belongs to node "
                            + identity.node()
                            + ", this node is "
                            + config.node().id()
                            + " (node.id)");
        }
        String cluster = config.cluster().id();
        if (!cluster.isEmpty() && !identity.cluster().toString().equals(cluster)) {
            throw new StartException(
                    Code.DATA_REFUSED,
                    place
                            + " belongs to cluster "
                            + identity.cluster()
                            + ", this node to "
                            + cluster
                            + " (cluster.id)");
        }
        checkWrittenBy(place, Service.STORAGE, identity.engine(), config);
        checkWrittenBy(place, Service.PARTITIONER, identity.partitioner(), config);
    }

    private static void checkWrittenBy(
            String place, Service service, String plugin, NodeConfig config) {
        String chosen = config.plugins().chosen(service).name();
        if (!chosen.equals(plugin)) {
            throw new StartException(
                    Code.DATA_REFUSED,
                    place
                            + " was written with "
                            + service.key()
                            + ": "
                            + plugin
                            + ", the configuration says "
                            + service.key()
                            + ": "
                            + chosen);
        }
    }

    private static void checkAddress(Topology topology, NodeIdentity identity, NodeConfig config) {
        Member self =
                topology.member(identity.node())
                        .orElseThrow(() ->
                                new StartException(
                                        Code.DATA_REFUSED,
                                        "the stored topology does not list this node, "
                                                + identity.node()));
        if (self.address().port() != config.node().port()) {
            throw new StartException(
                    Code.CONFIG,
                    "the cluster knows this node at "
                            + self.address()
                            + ", but node.port is "
                            + config.node().port());
        }
    }

    private static void checkEmpty(Directory directory) throws IOException {
        List<String> strange =
                directory.list().stream()
                        .filter(name -> !LEFT_BY_A_FIRST_START.contains(name))
                        .toList();
        if (!strange.isEmpty() || !directory.child(STORE).list().isEmpty()) {
            throw new StartException(
                    Code.DATA_REFUSED,
                    "the data directory "
                            + directory.describe()
                            + " has no identity file and is not empty; found "
                            + (strange.isEmpty() ? STORE : strange.getFirst()));
        }
    }

    NodeIdentity identity() {
        return identity;
    }

    Topology topology() {
        return topology;
    }

    /** The storage engine's folder. */
    Directory store() throws IOException {
        return directory.child(STORE);
    }

    /** Replication's folder. */
    Directory replication() throws IOException {
        return directory.child("replication");
    }

    @Override
    public void close() {
        release(lock);
    }

    private static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception failed) {
            throw new IllegalStateException(
                    "the lock of the data directory cannot be released", failed);
        }
    }
}
