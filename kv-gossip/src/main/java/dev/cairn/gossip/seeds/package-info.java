/**
 * Where a node that knows nobody finds the cluster: addresses written into the configuration
 * ({@code static}), into a file that may change while the node runs ({@code file}), or into the
 * domain name system ({@code dns}).
 *
 * <pre>
 * static   HOST:PORT, …                                        ┐
 * file     one HOST:PORT a line, read at every call            ├─▶ addresses, each once
 * dns      HOST:PORT ─ A, AAAA · _SERVICE._tcp.NAME ─ SRV ─────┘
 * </pre>
 */
@NullMarked
package dev.cairn.gossip.seeds;

import org.jspecify.annotations.NullMarked;
