package dev.cairn.server.it;

import org.junit.jupiter.api.Tag;

/** The same cluster, whose nodes talk over gRPC: one line of configuration. */
@Tag("long")
class GrpcLocalClusterIT extends LocalClusterIT {
    @Override
    String[] settings() {
        return new String[] {"transport=grpc"};
    }
}
