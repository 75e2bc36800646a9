/**
 * What the servers for clients have in common: listening and draining, and the order of a
 * connection's answers.
 *
 * <pre>
 * bytes ─▶ parser of the protocol ─▶ Pipeline ─ start ─▶ KeyValueService
 *                  ▲                    │ ▲                    │
 *                  └── goes on again ───┘ └── done, any order ─┘
 *                                       └─ answers, in order ─▶ writer of the protocol
 * </pre>
 */
@NullMarked
package dev.cairn.transport.netty.clients;

import org.jspecify.annotations.NullMarked;
