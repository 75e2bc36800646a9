package dev.cairn.ring.claim;

import dev.cairn.api.cluster.NodeId;

/**
 * One who takes part in a {@link ClaimRace}.
 *
 * @param id its name, from which its walk follows
 * @param weight how fast it claims, relative to others; above 0
 * @param quota the most units it may hold, at least 1
 */
public record Contender(NodeId id, double weight, int quota) {}
