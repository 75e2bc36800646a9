package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.AdminService;
import dev.cairn.api.AdminService.ClusterStatus;
import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ShortPath;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.RingMap;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Security;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.transport.netty.clients.Admission;
import dev.cairn.transport.netty.entrance.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One client's connection. For its event loop, except that answers may come on any thread.
 *
 * <p>While the client does not take its replies no call is taken, and soon nothing more is read; so
 * with the bound on calls in work what waits for a slow client is bounded.
 */
final class NativeSession extends ByteToMessageDecoder {
    private final NativeConfig config;
    private final Security security;
    private final Channel channel;
    private KeyValueService data;
    private AdminService admin;
    private final Deadline hello;
    private final Replies replies;
    private final SessionWatches watches;
    private final byte[] room;
    private QuickCalls quick;
    private State state = State.EXPECTS_HELLO;
    private boolean waits;
    private int inFlight;
    private int toSkip;

    private enum State {
        EXPECTS_HELLO,
        /** It is found out who calls; what has come behind the hello waits. */
        ADMITS,
        SERVES,
        /** What was read is answered, then the connection closes. */
        DRAINS,
        ENDED
    }

    NativeSession(
            NativeConfig config,
            KeyValueService data,
            AdminService admin,
            Security security,
            Channel channel,
            byte[] room) {
        this.config = config;
        this.security = security;
        this.channel = channel;
        this.data = data;
        this.admin = admin;
        this.hello = new Deadline(config.helloTimeout());
        this.replies = new Replies(channel);
        this.watches = new SessionWatches(replies::onLoop);
        this.room = room;
        this.quick = new QuickCalls(ShortPath.NONE, this, replies, room);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        hello.start(context);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        hello.cancel();
        state = State.ENDED;
        watches.close();
    }

    /** Answers what was read, takes nothing new, then closes. */
    void drain() {
        if (state != State.ENDED) {
            state = State.DRAINS;
            closeIfDrained();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (state == State.DRAINS || state == State.ENDED) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (toSkip > 0) {
            skip(in);
            return;
        }
        boolean mayTake = state != State.ADMITS && channel.isWritable();
        if (!mayTake || in.readableBytes() < Integer.BYTES) {
            return;
        }
        int size = in.getInt(in.readerIndex());
        int most = mostBytes();
        boolean tooLarge = size > most;
        if (tooLarge && size <= Handshake.MAX_FRAME_BYTES && state == State.SERVES) {
            refuse(in, size);
        } else if (tooLarge || size < 1) {
            end("a frame has 1 to " + most + " bytes here, not " + size);
        } else if (in.readableBytes() >= Integer.BYTES + size) {
            int start = in.readerIndex() + Integer.BYTES;
            in.skipBytes(Integer.BYTES + size);
            if (state == State.SERVES && quick.take(in, start, size)) {
                return;
            }
            take(MemorySegment.ofBuffer(in.nioBuffer(start, size)));
        }
    }

    private int mostBytes() {
        return state == State.EXPECTS_HELLO
                ? Math.min(Handshake.MAX_HELLO_BYTES, config.maxFrameBytes())
                : config.maxFrameBytes();
    }

    /** A call that is not taken in: the others of its connection go on. */
    private void refuse(ByteBuf in, int size) {
        int head = RequestCodec.MOST_HEAD_BYTES;
        if (in.readableBytes() < Integer.BYTES + head) {
            return;
        }
        int start = in.readerIndex() + Integer.BYTES;
        long id;
        try {
            id = RequestCodec.idOf(MemorySegment.ofBuffer(in.nioBuffer(start, head)));
        } catch (MalformedException strange) {
            end(String.valueOf(strange.getMessage()));
            return;
        }
        in.skipBytes(Integer.BYTES);
        toSkip = size;
        skip(in);
        began();
        String detail = "a call has at most " + config.maxFrameBytes() + " bytes here, not " + size;
        finish(new Reply(id, new Response.Failed(KvError.of(ErrorCode.TOO_LARGE, detail))));
    }

    private void skip(ByteBuf in) {
        int part = Math.min(toSkip, in.readableBytes());
        in.skipBytes(part);
        toSkip -= part;
    }

    private void take(MemorySegment message) {
        try {
            if (state == State.EXPECTS_HELLO) {
                greet(Handshake.readHello(message));
            } else {
                begin(RequestCodec.decode(message));
            }
        } catch (MalformedException strange) {
            end(String.valueOf(strange.getMessage()));
        }
    }

    private void greet(Handshake.Hello client) {
        hello.cancel();
        if (!client.agreeable()) {
            end("this node speaks version " + Handshake.VERSION + " of the native protocol");
            return;
        }
        state = State.ADMITS;
        Admission.of(channel, security, client.credentials(), this::welcome, this::end);
        waits = state == State.ADMITS;
        channel.config().setAutoRead(!waits);
    }

    /** Takes what has come while nothing could be taken, and reads on if that is over. */
    private void decodeOn() {
        ChannelHandlerContext own = channel.pipeline().context(this);
        channel.config().setAutoRead(!waits && channel.isWritable());
        if (own != null && channel.isWritable()) {
            try {
                channelRead(own, Unpooled.EMPTY_BUFFER);
            } catch (Exception strange) {
                exceptionCaught(own, strange);
            }
        }
    }

    private void welcome(Principal caller) {
        if (state != State.ADMITS) {
            return;
        }
        state = State.SERVES;
        ClusterStatus cluster = admin.cluster();
        data = security.access().guard(data, caller);
        quick = new QuickCalls(data.shortPath(), this, replies, room);
        admin = security.access().guard(admin, caller);
        Bytes welcome =
                Handshake.encode(
                        new Handshake.Welcome(Handshake.VERSION, cluster.id(), cluster.self()));
        replies.add(welcome);
        if (waits) {
            waits = false;
            decodeOn();
        }
    }

    private void begin(Call call) {
        boolean fits = hasRoom();
        began();
        if (!fits) {
            failed(
                    call,
                    KvError.of(
                            ErrorCode.OVERLOADED,
                            config.maxInFlight() + " calls of this connection are in work"));
            return;
        }
        switch (call.request()) {
            case Request.Get get ->
                    data.get(
                            get.request(),
                            answer(call, found -> Response.Found.of(found, get.receipt())));
            case Request.Put put ->
                    data.put(
                            put.request(),
                            answer(call, written -> Response.Written.of(written, put.receipt())));
            case Request.Delete delete ->
                    data.delete(
                            delete.request(),
                            answer(
                                    call,
                                    written -> Response.Written.of(written, delete.receipt())));
            case Request.Scan(ScanRequest scan) ->
                    data.scan(scan, answer(call, Response.Scanned::new));
            case Request.Resolve(OperationId operation, Key key, RequestOptions options) ->
                    data.resolve(
                            new OperationRequest(operation, Optional.of(key), options),
                            answer(call, result -> new Response.Resolved(result.status())));
            case Request.Watch watch ->
                    watches.next(watch, data, response -> finish(new Reply(call.id(), response)));
            case Request.Unwatch(long number) -> {
                watches.forget(number);
                finish(new Reply(call.id(), new Response.Unwatched()));
            }
            case Request.Ring _ -> finish(new Reply(call.id(), ring()));
            case Request.Invalid invalid -> failed(call, invalid.error());
        }
    }

    private Response ring() {
        try {
            return new Response.Ring(RingMap.of(admin));
        } catch (KvException unknown) {
            return new Response.Failed(unknown.error());
        } catch (IllegalArgumentException incomplete) {
            return new Response.Failed(
                    KvError.of(ErrorCode.UNAVAILABLE, "this node knows no whole ring yet"));
        }
    }

    private <T> Answer<T> answer(Call call, Function<T, Response> response) {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                finish(new Reply(call.id(), response.apply(result)));
            }

            @Override
            public void failed(KvError error) {
                NativeSession.this.failed(call, error);
            }
        };
    }

    private void failed(Call call, KvError error) {
        finish(new Reply(call.id(), new Response.Failed(error)));
    }

    /** Sends a reply from whatever thread it comes on. */
    private void finish(Reply reply) {
        ended(() -> replies.add(reply));
    }

    /** Whether a call more may be in work. */
    boolean hasRoom() {
        return inFlight < config.maxInFlight();
    }

    /** A call is in work. */
    void began() {
        inFlight++;
    }

    /** A call that was in work is answered by {@code reply}. Callable on any thread. */
    void ended(Runnable reply) {
        replies.onLoop(() -> {
            inFlight--;
            if (state != State.ENDED) {
                reply.run();
                closeIfDrained();
            }
        });
    }

    private void closeIfDrained() {
        if (state == State.DRAINS && inFlight == 0) {
            state = State.ENDED;
            replies.finish();
        }
    }

    /** Says why, as the failure of call 0, and closes. */
    private void end(String reason) {
        end(KvError.of(ErrorCode.BAD_REQUEST, reason));
    }

    private void end(KvError error) {
        if (state != State.ENDED) {
            state = State.ENDED;
            hello.cancel();
            replies.add(new Reply(0, new Response.Failed(error)));
            replies.finish();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        decodeOn();
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        state = State.ENDED;
        context.close();
    }
}
