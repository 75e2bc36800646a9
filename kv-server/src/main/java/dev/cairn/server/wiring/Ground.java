package dev.cairn.server.wiring;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.env.Lane;
import dev.cairn.api.security.Security;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What a node stands on, inside a cluster and outside.
 *
 * @param directory its files
 * @param self the node as its configuration and its data directory describe it
 * @param lanes the lanes that own the data
 * @param controlLane the lane of the control plane
 * @param storageThreads run what may wait for the disk
 * @param security how it meets its callers
 */
record Ground(
        DataDirectory directory,
        Member self,
        List<Lane> lanes,
        Lane controlLane,
        Executor storageThreads,
        Security security) {}
