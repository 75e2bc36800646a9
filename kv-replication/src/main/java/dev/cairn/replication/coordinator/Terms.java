package dev.cairn.replication.coordinator;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Consistency;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.quorum.JointQuorum;

/**
 * What one request asks of the owners of its key, whichever topology names them.
 *
 * @param node what it works with
 * @param level how many owners must answer
 * @param sloppy whether fallbacks may stand in for owners
 */
record Terms(Surroundings node, Consistency level, boolean sloppy) {
    static Terms of(Surroundings node, ClientRequest request, BucketProperties bucket) {
        Consistency usual =
                switch (request) {
                    case ClientRequest.Write _, ClientRequest.Resolve _ -> bucket.w();
                    case ClientRequest.Read _ -> bucket.r();
                };
        Consistency level = request.options().consistency().orElse(usual);
        boolean sloppy =
                !(request instanceof ClientRequest.Resolve)
                        && request.options().sloppy().orElse(false);
        return new Terms(node, level, sloppy);
    }

    /** The answers that a read needs. */
    Quorum reads(Route route) {
        return quorum(route, route.list());
    }

    /** The answers that a write needs: while owners change, those of each of the two lists. */
    Quorum writes(Route route) {
        Quorum quorum =
                JointQuorum.of(route.writers().stream().map(list -> quorum(route, list)).toList());
        return sloppy ? quorum : route.withoutDead(quorum);
    }

    private Quorum quorum(Route route, PreferenceList list) {
        return node.policy().quorum(level, list, route.bucket().n(), route.view(), node.self());
    }

    StandIns standIns(Route route) {
        return new StandIns(route, node.self(), sloppy, level);
    }
}
