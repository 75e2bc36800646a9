package dev.cairn.transport.netty.peer;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;

/**
 * The caller's first word.
 *
 * @param lowestVersion the oldest version of the protocol it speaks, 0 to 255
 * @param highestVersion the newest
 * @param cluster its cluster
 * @param link a random number that the caller's attempts for one link share
 * @param node its node id
 */
record Hello(int lowestVersion, int highestVersion, ClusterId cluster, long link, NodeId node) {}
