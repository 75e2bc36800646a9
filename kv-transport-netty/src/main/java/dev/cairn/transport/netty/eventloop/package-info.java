/**
 * Netty on a node's lanes: one event loop a lane, run by the lane itself, and listening sockets
 * whose connections are spread over the lanes.
 *
 * <pre>
 * Lane ──poll──▶ NettyDriver ──▶ LaneLoop ──▶ Poller (epoll, else NIO) ──▶ channels of all protocols
 *                                                 ▲
 * Listener: one listening socket, accepted connections round-robin over the lanes
 * </pre>
 *
 * So a handler that reads a request already runs on the thread that owns data, and no other thread
 * is started. What is written during one turn of the loop goes to the socket in one flush at its
 * end ({@link TurnFlush}).
 */
@NullMarked
package dev.cairn.transport.netty.eventloop;

import org.jspecify.annotations.NullMarked;
