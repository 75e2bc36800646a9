package dev.cairn.transport.netty.http;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Security;
import dev.cairn.transport.netty.clients.Admission;
import dev.cairn.transport.netty.clients.Drain;
import dev.cairn.transport.netty.entrance.Deadline;
import dev.cairn.transport.netty.eventloop.TurnFlush;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One client: one request after another, so that pipelined ones are answered in order. While a
 * request is served, or answers are not read, what is read waits, and soon nothing more is read.
 * For the connection's loop only.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements Outlet {
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int NO_CONTENT = 204;
    private static final int MAX_WAITING = 32;

    /** What supervisors ask, who are nobody in particular. */
    private static final String HEALTH = "/health/";

    private final Channel channel;
    private final EventLoop loop;
    private final Doors doors;
    private final TurnFlush flush;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private final Deadline linger = new Deadline(LINGER);
    private Router router;
    private Principal served = Principal.ANYBODY;
    private Optional<Exchange> exchange = Optional.empty();
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean keepAlive = true;
    private boolean bodyEnded;
    private boolean answered;
    private boolean streaming;
    private boolean readOn = true;
    private boolean pumping;
    private boolean admitting;
    private boolean draining;
    private boolean closed;

    /**
     * Where clients come in.
     *
     * @param security who may do what
     * @param routers the API as one caller may use it
     * @param open the API as everybody may use it where nobody is asked
     */
    record Doors(Security security, Function<Principal, Router> routers, Router open) {}

    HttpConnection(Channel channel, EventLoop loop, Doors doors) {
        this.channel = channel;
        this.loop = loop;
        this.doors = doors;
        this.router = doors.open();
        this.flush = new TurnFlush(loop, channel::flush);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closed) {
            ReferenceCountUtil.release(message);
            return;
        }
        waiting.add((HttpObject) message);
        pump();
    }

    /** Handles what has been read until a request must be waited for. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (mayTake() && !waiting.isEmpty()) {
                take(waiting.remove());
            }
        } finally {
            pumping = false;
        }
        if (draining && !closed && !admitting && exchange.isEmpty()) {
            closeBehindAnswers();
        }
        read(readOn);
    }

    /** Not while the client leaves its answers unread. */
    private boolean mayTake() {
        return !closed && !admitting && !isServing() && channel.isWritable();
    }

    private boolean isServing() {
        return exchange.isPresent() && bodyEnded && !answered;
    }

    private void take(HttpObject message) {
        DecoderResult decoded = message.decoderResult();
        if (decoded.isFailure()) {
            ReferenceCountUtil.release(message);
            refuseMalformed(decoded.cause());
            return;
        }
        if (message instanceof HttpRequest request) {
            admit(request);
        }
        if (message instanceof HttpContent content) {
            body(content.content());
            if (message instanceof LastHttpContent) {
                bodyEnded = true;
                if (answered) {
                    completed();
                } else {
                    exchange.orElseThrow().end();
                }
            }
        }
    }

    /** Finds out who asks; the request begins at once or later, and what is behind it waits. */
    private void admit(HttpRequest request) {
        if (request.uri().startsWith(HEALTH)) {
            router = doors.open();
            served = Principal.ANYBODY;
            begin(request, () -> router.route(request, this));
            return;
        }
        if (CrossSite.isAskedBy(request)) {
            begin(request, () -> router.refuse(CrossSite.REFUSAL, this));
            return;
        }
        admitting = true;
        Admission.of(
                channel,
                doors.security(),
                Optional.ofNullable(request.headers().get(HttpHeaderNames.AUTHORIZATION))
                        .map(Credentials::ofHeader),
                caller -> admitted(request, () -> routerOf(caller).route(request, this)),
                error -> admitted(request, () -> router.refuse(error, this)));
    }

    private void admitted(HttpRequest request, Supplier<Exchange> route) {
        admitting = false;
        if (!closed) {
            begin(request, route);
            pump();
        }
    }

    private Router routerOf(Principal caller) {
        if (!caller.equals(served)) {
            served = caller;
            router = doors.routers().apply(caller);
        }
        return router;
    }

    private void begin(HttpRequest request, Supplier<Exchange> route) {
        version = request.protocolVersion();
        keepAlive = HttpUtil.isKeepAlive(request);
        bodyEnded = false;
        answered = false;
        readOn = true;
        streaming = false;
        exchange = Optional.of(route.get());
        if (HttpUtil.is100ContinueExpected(request)) {
            if (router.wants(request)) {
                channel.writeAndFlush(
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                HttpResponseStatus.CONTINUE,
                                Unpooled.EMPTY_BUFFER));
            } else {
                respond(Problem.of(ErrorCode.TOO_LARGE, "the announced body is too large"));
            }
        }
    }

    private void body(ByteBuf part) {
        if (answered || !part.isReadable()) {
            part.release();
        } else {
            exchange.orElseThrow().body(part);
        }
    }

    private void refuseMalformed(Throwable cause) {
        exchange.ifPresent(Exchange::cancel);
        exchange = Optional.empty();
        keepAlive = false;
        if (streaming || answered && !bodyEnded) {
            closeBehindAnswers();
            return;
        }
        answered = false;
        bodyEnded = true;
        boolean tooLong = cause instanceof TooLongFrameException;
        respond(
                Problem.of(
                        tooLong ? ErrorCode.TOO_LARGE : ErrorCode.BAD_REQUEST,
                        tooLong
                                ? "the request's head is too long"
                                : "this is no HTTP request: " + cause.getMessage()));
    }

    @Override
    public void respond(Response response) {
        if (closed || answered) {
            return;
        }
        // A body that goes on arriving behind its answer is not worth reading to the end.
        keepAlive &= bodyEnded && !draining;
        DefaultFullHttpResponse message =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(response.status()),
                        Unpooled.wrappedBuffer(response.body()));
        if (response.status() != NO_CONTENT) {
            message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        }
        writeHead(message, response);
        answered();
    }

    @Override
    public void begin(Response head) {
        if (!closed) {
            streaming = true;
            DefaultHttpResponse message =
                    new DefaultHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()));
            message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            keepAlive &= !draining;
            writeHead(message, head);
        }
    }

    private void writeHead(HttpResponse message, Response response) {
        response.headers().forEach(message.headers()::set);
        HttpUtil.setKeepAlive(message.headers(), version, keepAlive);
        channel.write(message);
        flush.request();
    }

    @Override
    public void write(ByteBuf part) {
        if (closed) {
            part.release();
        } else {
            channel.write(new DefaultHttpContent(part));
            flush.request();
        }
    }

    @Override
    public void finish() {
        if (!closed) {
            channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
            flush.request();
            answered();
        }
    }

    private void answered() {
        answered = true;
        if (bodyEnded) {
            completed();
        } else {
            linger.start(channel.pipeline().context(this));
        }
    }

    private void completed() {
        exchange = Optional.empty();
        readOn = true;
        if (keepAlive) {
            pump();
        } else {
            closeBehindAnswers();
        }
    }

    private void closeBehindAnswers() {
        free();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void free() {
        closed = true;
        linger.cancel();
        exchange.ifPresent(Exchange::cancel);
        exchange = Optional.empty();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void read(boolean more) {
        readOn = more;
        boolean room = waiting.size() < MAX_WAITING && channel.isWritable();
        channel.config().setAutoRead(!closed && readOn && room);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        exchange.ifPresent(Exchange::writable);
        pump();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Drain.REQUESTED) {
            draining = true;
            pump();
        } else if (event instanceof IdleStateEvent && !isServing()) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        free();
    }
}
