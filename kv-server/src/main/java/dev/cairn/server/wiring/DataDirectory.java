package dev.cairn.server.wiring;

import dev.cairn.api.cluster.ClusterId;
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
 *   membership/   who is in the cluster: the membership's
 *   store/        the storage engine's
 *   replication/  replication's
 *   buckets       properties of buckets that were set: {@link BucketRegister}
 * </pre>
 *
 * It never serves another node's or cluster's data, and counts every start.
 */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "LOCK";
    private static final String STORE = "store";
    private static final String MEMBERSHIP = "membership";
    private static final List<String> LEFT_BY_A_FIRST_START =
            List.of(LOCK, MEMBERSHIP, "identity.new");

    private final Directory directory;
    private final AutoCloseable lock;
    private final ChecksummedText identityFile;
    private NodeIdentity identity;

    private DataDirectory(
            Directory directory,
            AutoCloseable lock,
            ChecksummedText identityFile,
            NodeIdentity identity) {
        this.directory = directory;
        this.lock = lock;
        this.identityFile = identityFile;
        this.identity = identity;
    }

    /**
     * Opens it, or makes it one of a node that is in no cluster yet; throws {@link StartException}
     * and {@link dev.cairn.api.spi.StorageException}.
     */
    static DataDirectory open(Directory directory, NodeConfig config, RandomGenerator random)
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
            return locked(directory, lock, config, random);
        } catch (IOException | RuntimeException failed) {
            release(lock);
            throw failed;
        }
    }

    private static DataDirectory locked(
            Directory directory, AutoCloseable lock, NodeConfig config, RandomGenerator random)
            throws IOException {
        ChecksummedText identityFile =
                new ChecksummedText(directory, "identity", "cairn-identity 1");
        Optional<List<String>> found = identityFile.read();
        if (found.isEmpty()) {
            checkEmpty(directory);
            NodeIdentity drawn =
                    new NodeIdentity(
                            ClusterId.NONE,
                            config.node().nodeId(),
                            1 + random.nextLong(Long.MAX_VALUE - 1),
                            1,
                            config.plugins().chosen(Service.STORAGE).name(),
                            config.plugins().chosen(Service.PARTITIONER).name());
            return new DataDirectory(directory, lock, identityFile, drawn);
        }
        NodeIdentity identity = identity(identityFile, found.get()).restarted();
        checkBelongs(directory, identity, config);
        identityFile.replace(identity.lines());
        return new DataDirectory(directory, lock, identityFile, identity);
    }

    private static NodeIdentity identity(ChecksummedText file, List<String> lines) {
        try {
            return NodeIdentity.of(lines);
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
        boolean inside = !identity.cluster().equals(ClusterId.NONE);
        if (inside && !cluster.isEmpty() && !identity.cluster().toString().equals(cluster)) {
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

    /** Whether it was in a cluster before. */
    boolean isInside() {
        return !identity.cluster().equals(ClusterId.NONE);
    }

    /** Keeps the identity that was drawn, so that a node that asks twice asks as the same one. */
    void keep() throws IOException {
        identityFile.replace(identity.lines());
    }

    /** From now on it belongs to this cluster, for good. */
    void enter(ClusterId cluster) throws IOException {
        if (!identity.cluster().equals(cluster)) {
            identity = identity.in(cluster);
            keep();
        }
    }

    /** Where the properties of buckets are kept. */
    ChecksummedText buckets() {
        return new ChecksummedText(directory, "buckets", "cairn-buckets 1");
    }

    /** The membership's folder. */
    Directory membership() throws IOException {
        return directory.child(MEMBERSHIP);
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
