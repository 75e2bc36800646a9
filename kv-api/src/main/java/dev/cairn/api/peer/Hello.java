package dev.cairn.api.peer;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;

/**
 * The caller's first word.
 *
 * @param versions the versions of the protocol that it speaks
 * @param cluster its cluster, {@link ClusterId#NONE} while it asks to be let into one
 * @param link a random number that the caller's attempts for one link share
 * @param node its node id
 */
public record Hello(ProtocolRange versions, ClusterId cluster, long link, NodeId node) {}
