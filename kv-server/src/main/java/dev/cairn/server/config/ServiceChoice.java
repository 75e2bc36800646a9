package dev.cairn.server.config;

import dev.cairn.api.spi.Setting;
import dev.cairn.server.plugin.Service;

/** Which plugin stands for each exclusive service: the scalars at the top of the file. */
record ServiceChoice(
        @Setting("keeps bytes on disk") String storage,
        @Setting("carries frames between nodes") String transport,
        @Setting(
                        "says where keys lie on the ring; the same on every node, fixed once data is stored")
                String partitioner,
        @Setting("says which nodes keep a key; the same on every node") String placement,
        @Setting("says how many answers are enough") String consistency,
        @Setting("coordinates requests and keeps the copies") String replication,
        @Setting("says who is alive") String failureDetector,
        @Setting("spreads small facts between nodes") String dissemination,
        @Setting("agrees on who belongs to the cluster; the same on every node") String membership,
        @Setting(
                        "finds members for a node that joins, beside those of cluster.seeds; written, it makes a node with an empty data directory join")
                String seedProvider,
        @Setting("finds out who calls: none, or users out of a file") String authenticator,
        @Setting("says who may do what: grants, those of the authenticator") String authorizer) {
    static final ServiceChoice DEFAULT =
            new ServiceChoice(
                    "lsm",
                    "netty",
                    "vnode",
                    "zone-aware",
                    "quorum",
                    "dynamo",
                    "heartbeat",
                    "gossip",
                    "caspaxos",
                    "static",
                    "none",
                    "grants");

    String of(Service service) {
        return switch (service) {
            case STORAGE -> storage;
            case TRANSPORT -> transport;
            case PARTITIONER -> partitioner;
            case PLACEMENT -> placement;
            case CONSISTENCY -> consistency;
            case REPLICATION -> replication;
            case FAILURE_DETECTOR -> failureDetector;
            case DISSEMINATION -> dissemination;
            case MEMBERSHIP -> membership;
            case SEED_PROVIDER -> seedProvider;
            case AUTHENTICATOR -> authenticator;
            case AUTHORIZER -> authorizer;
            case RESOLVER, PROTOCOL ->
                    throw new IllegalArgumentException(service + " is not chosen here");
        };
    }
}
