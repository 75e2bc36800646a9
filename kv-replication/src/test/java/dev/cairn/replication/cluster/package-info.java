/**
 * Whole clusters of this module in one thread and virtual time: a network that delays and cuts,
 * disks that lose power.
 *
 * <pre>
 * TestCluster ── TestNode (lanes, directory, TestDisk ◀ TestEngine) ── TestNetwork
 * </pre>
 */
@NullMarked
package dev.cairn.replication.cluster;

import org.jspecify.annotations.NullMarked;
