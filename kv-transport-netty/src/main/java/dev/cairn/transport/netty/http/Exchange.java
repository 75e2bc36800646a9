package dev.cairn.transport.netty.http;

import io.netty.buffer.ByteBuf;

/** One request from its head to its answer. For the connection's loop only. */
interface Exchange {
    /** More of the body; the exchange owns {@code part} and releases it. */
    void body(ByteBuf part);

    /** The body is complete. */
    void end();

    /** The connection is gone, or the body was cut off: frees what is held and answers nothing. */
    void cancel();

    /** More can be written again. */
    default void writable() {}
}
