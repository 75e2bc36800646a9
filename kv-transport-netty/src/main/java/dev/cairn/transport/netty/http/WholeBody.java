package dev.cairn.transport.netty.http;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** An exchange whose body is collected, up to a limit, before it is served. */
final class WholeBody implements Exchange {
    private final Outlet outlet;
    private final int limit;
    private final BiConsumer<Bytes, Consumer<Response>> service;
    private byte[] collected = {};
    private int size;
    private boolean over;

    /**
     * One exchange.
     *
     * @param outlet where the answer goes
     * @param limit the largest body, in bytes
     * @param service answers once, on any thread; may throw {@link KvException} instead
     */
    WholeBody(Outlet outlet, int limit, BiConsumer<Bytes, Consumer<Response>> service) {
        this.outlet = outlet;
        this.limit = limit;
        this.service = service;
    }

    @Override
    public void body(ByteBuf part) {
        int more = part.readableBytes();
        if (!over && size + more <= limit) {
            if (collected.length < size + more) {
                collected =
                        Arrays.copyOf(
                                collected, size == 0 ? more : Math.max(2 * size, size + more));
            }
            part.readBytes(collected, size, more);
            size += more;
        } else if (!over) {
            over = true;
            collected = new byte[0];
            outlet.respond(Problem.of(ErrorCode.TOO_LARGE, "the body is over " + limit + " bytes"));
        }
        part.release();
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        byte[] whole = collected.length == size ? collected : Arrays.copyOf(collected, size);
        try {
            service.accept(Bytes.wrap(whole), this::respond);
        } catch (KvException refused) {
            outlet.respond(Problem.of(refused.error()));
        }
    }

    private void respond(Response response) {
        if (outlet.loop().inEventLoop()) {
            outlet.respond(response);
        } else {
            outlet.loop().execute(() -> outlet.respond(response));
        }
    }

    @Override
    public void cancel() {
        over = true;
    }
}
