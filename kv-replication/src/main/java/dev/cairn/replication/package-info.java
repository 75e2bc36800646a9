/**
 * Replication after Dynamo: coordinator and replica of one node, as state machines of its lanes.
 *
 * <pre>
 * KeyValueService ─▶ DynamoReplication ─ by slice ─▶ Shard (one a lane)
 *        peer frames ─▶      │                        ├─ coordinator  one request from arrival to answer
 *                            │                        ├─ replica      this node's copies, in the StorageEngine
 *                            │                        ├─ register     keys of linearizable buckets, over paxos
 *                            └─ message ◀─ bytes      └─ mint         dots and timestamps
 *                 shortpath  keys of this node alone, past the coordinator
 *                 quorum  enough answers?     resolve  concurrent versions
 *                 hint, repair, transfer      how copies come to be equal
 *                 round, collect              when what is left of deletes may go
 *                 scan, watch                 what is in a bucket, and what changes in it
 * </pre>
 *
 * Nothing here starts a thread, opens a socket or asks the operating system for the time: all that
 * comes in through {@link dev.cairn.api.spi.Replication.Env}, so a whole cluster of this code runs
 * in one thread and virtual time.
 */
@NullMarked
package dev.cairn.replication;

import org.jspecify.annotations.NullMarked;
