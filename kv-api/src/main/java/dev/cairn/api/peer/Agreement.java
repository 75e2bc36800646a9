package dev.cairn.api.peer;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;

/**
 * What a handshake has settled.
 *
 * @param peer who is at the other end
 * @param cluster its cluster
 * @param version the version of the protocol that both speak
 */
public record Agreement(NodeId peer, ClusterId cluster, int version) {}
