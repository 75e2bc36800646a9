/**
 * A cluster of real processes, what can be done to it, and whether it kept its word: the load and
 * the check of {@link dev.cairn.testkit.cluster}, on the program as it is shipped.
 *
 * <pre>
 * FaultRun ─ ProcessFault by ProcessFault ─▶ FaultReport
 *   │  Workload ─▶ ProcessStage ─ Door n1, n2, … ─▶ NodePort    data, by the native protocol
 *   │                 │             └─ Journal: what came of each request through a node that lived
 *   │                 ├ OpenDoor ─▶ a client library, which finds living nodes itself
 *   │                 └ RealTime: the run's one thread
 *   ├─▶ Siege ─▶ Strangers ─ Opening of each protocol ─▶ every port of every node
 *   │      └─▶ testkit.tls.Impostors, where nodes speak TLS; RefusalCounts: what the logs tell of them
 *   └─▶ ProcessCluster ─ NodeProcess n1, n2, …    kv start, kv server --seed; kill -9, SIGSTOP, an empty disk
 *               │             └ AdminPort         members, tasks, leave, explain, by HTTP
 *               └ LocalAuthority                  with TLS: certificates and users
 * </pre>
 *
 * Nothing here knows the server's code: it starts {@code bin/kv} and talks to its ports. A cluster
 * and all that belongs to it are for one thread.
 */
@NullMarked
package dev.cairn.testkit.process;

import org.jspecify.annotations.NullMarked;
