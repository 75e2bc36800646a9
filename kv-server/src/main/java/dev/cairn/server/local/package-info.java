/**
 * A cluster on one machine: {@code kv start}.
 *
 * <pre>
 *   ClusterPlan    how many nodes, their ports and folders; writes data/n1/node.yaml … on the first start
 *        ├ LocalTls  with --tls: data/certs, data/users.yaml
 *        │
 *   LocalCluster ─▶ ChildNode n1, n2, n3     each a process: bin/kv server --config data/nX/node.yaml
 *        │              └ holds the write end of its standard input: when this process dies, so do they
 *   Readiness      /health/ready of each, then a QUORUM write and read
 * </pre>
 */
@NullMarked
package dev.cairn.server.local;

import org.jspecify.annotations.NullMarked;
