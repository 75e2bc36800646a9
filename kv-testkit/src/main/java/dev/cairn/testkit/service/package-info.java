/**
 * The two services of a node, in memory, for tests of what serves them: client protocols, clients,
 * gateways.
 *
 * <pre>
 * what is tested ─▶ MemoryKeyValues ─ answers through ─▶ an Executor; HeldAnswers keeps them for the test
 *              └──▶ OneNode           control of a cluster of one
 * SharedPort   a protocol and the transport it is served beside, as one
 * HeldPort     a port that nobody else is given while nobody listens there
 * </pre>
 *
 * Nothing here is a store to keep data in, and nothing knows a protocol.
 */
@NullMarked
package dev.cairn.testkit.service;

import org.jspecify.annotations.NullMarked;
