package dev.cairn.transport.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** Where an exchange's answer goes. For the connection's loop, except {@link #loop}. */
interface Outlet {
    /** The whole answer; ends the exchange. */
    void respond(Response response);

    /** The answer's head; {@link #write} and {@link #finish} follow. */
    void begin(Response head);

    /** More of the answer's body; the outlet releases it. */
    void write(ByteBuf part);

    /** The end of the answer's body; ends the exchange. */
    void finish();

    /** Whether the client reads what it is sent. */
    boolean isWritable();

    /** Whether to read on. */
    void read(boolean more);

    /** The connection's loop. */
    EventLoop loop();
}
