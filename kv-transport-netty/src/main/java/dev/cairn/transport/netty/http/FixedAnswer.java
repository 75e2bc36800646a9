package dev.cairn.transport.netty.http;

import io.netty.buffer.ByteBuf;

/** An exchange whose answer is known from its head: the body is thrown away as it comes. */
final class FixedAnswer implements Exchange {
    private final Outlet outlet;
    private final Response response;
    private long left;
    private boolean over;

    /** Answers {@code response} behind the body, or once that has more than {@code limit} bytes. */
    FixedAnswer(Outlet outlet, long limit, Response response) {
        this.outlet = outlet;
        this.left = limit;
        this.response = response;
    }

    @Override
    public void body(ByteBuf part) {
        left -= part.readableBytes();
        part.release();
        if (left < 0) {
            answer();
        }
    }

    @Override
    public void end() {
        answer();
    }

    private void answer() {
        if (!over) {
            over = true;
            outlet.respond(response);
        }
    }

    @Override
    public void cancel() {
        over = true;
    }
}
