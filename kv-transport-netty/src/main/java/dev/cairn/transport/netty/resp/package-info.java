/**
 * The protocol {@code resp}: Redis clients, RESP2 and RESP3.
 *
 * <pre>
 *              ┌──▶ QuickCommands ─▶ ShortPath                      plain GET and SET of keys that are this node's alone
 * socket ─▶ RespConnection ─▶ CommandParser ─▶ Command ─▶ Session      PING HELLO SELECT INFO …   answered here
 *                 │                                  └──▶ DataCommands GET SET DEL MGET …         KeyValueService
 *                 └◀── ReplyBatch ◀── ReplyWriter ◀── Reply ◀── Pipeline
 * </pre>
 *
 * {@code SELECT n} is the bucket {@code redis:n}. A connection's commands run at once as far as
 * they touch different keys, and are answered in order. What must read before it writes works in a
 * linearizable bucket, and is refused elsewhere with a sentence that says so; nothing is
 * approximated silently. In an eventual bucket DEL and UNLINK count by a read that goes before each
 * delete, so two clients that delete a key at the same moment may both be told that they did.
 */
@NullMarked
package dev.cairn.transport.netty.resp;

import org.jspecify.annotations.NullMarked;
