package dev.cairn.server.plugin;

import dev.cairn.api.spi.Authenticator;
import dev.cairn.api.spi.Authorizer;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.SeedProvider;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.Transport;

/** The services a node is assembled from. */
public enum Service {
    /** Keeps bytes. */
    STORAGE("storage", StorageEngine.Provider.class, true),
    /** Carries frames between nodes. */
    TRANSPORT("transport", Transport.Provider.class, true),
    /** Says where keys lie. */
    PARTITIONER("partitioner", Partitioner.Provider.class, true),
    /** Says which nodes keep a slice. */
    PLACEMENT("placement", ReplicaPlacement.Provider.class, true),
    /** Says how many answers are enough. */
    CONSISTENCY("consistency", ConsistencyPolicy.Provider.class, true),
    /** Coordinates, replicates. */
    REPLICATION("replication", Replication.Provider.class, true),
    /** Says who is alive. */
    FAILURE_DETECTOR("failure-detector", FailureDetector.Provider.class, true),
    /** Spreads small facts. */
    DISSEMINATION("dissemination", Dissemination.Provider.class, true),
    /** Agrees on who belongs to the cluster. */
    MEMBERSHIP("membership", Membership.Provider.class, true),
    /** Finds peers for a node that joins a running cluster. */
    SEED_PROVIDER("seed-provider", SeedProvider.Provider.class, true),
    /** Finds out who calls. */
    AUTHENTICATOR("authenticator", Authenticator.Provider.class, true),
    /** Says who may do what. */
    AUTHORIZER("authorizer", Authorizer.Provider.class, true),
    /** Reduces siblings; buckets choose. */
    RESOLVER("resolver", ConflictResolver.Provider.class, false),
    /** Serves clients; each is switched on or off by its own configuration. */
    PROTOCOL("protocol", ClientProtocol.Provider.class, false);

    private final String key;
    private final Class<?> provider;
    private final boolean exclusive;

    Service(String key, Class<?> provider, boolean exclusive) {
        this.key = key;
        this.provider = provider;
        this.exclusive = exclusive;
    }

    /** Its name in the configuration. */
    public String key() {
        return key;
    }

    /** The interface its providers implement, a {@link dev.cairn.api.spi.Plugin}. */
    public Class<?> provider() {
        return provider;
    }

    /** Whether a node uses exactly one of its plugins, named by the key of the service. */
    public boolean exclusive() {
        return exclusive;
    }
}
