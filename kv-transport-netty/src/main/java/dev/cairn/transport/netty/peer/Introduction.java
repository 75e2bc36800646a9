package dev.cairn.transport.netty.peer;

import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.transport.netty.entrance.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import java.util.List;

/** The caller's side of the handshake: says hello and waits for the answer. */
final class Introduction extends ByteToMessageDecoder {
    private final Hello hello;
    private final Outcome outcome;
    private final Deadline deadline;
    private boolean answered;

    /** What becomes of the attempt. Exactly one method is called, on the connection's loop. */
    interface Outcome {
        /** Accepted: adds the link's handlers to the channel. */
        void accepted(Channel channel, HelloAnswer.Accepted answer);

        /** Refused by the peer, in its words. The channel is being closed. */
        void refused(String reason);

        /** Ended without an answer. The channel is being closed. */
        void failed(String cause);
    }

    /** For one connection; gives up when the answer takes longer than {@code limit}. */
    Introduction(Hello hello, Duration limit, Outcome outcome) {
        this.hello = hello;
        this.outcome = outcome;
        this.deadline = new Deadline(limit);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline.start(context);
        context.writeAndFlush(HelloFormat.encode(hello));
        context.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (answered) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            HelloFormat.next(in)
                    .map(HelloCodec::readAnswer)
                    .ifPresent(answer -> answered(context, answer));
        } catch (MalformedException strange) {
            in.skipBytes(in.readableBytes());
            fail(context, "the peer does not speak this protocol: " + strange.getMessage());
        }
    }

    private void answered(ChannelHandlerContext context, HelloAnswer answer) {
        answered = true;
        switch (answer) {
            case HelloAnswer.Accepted accepted -> {
                outcome.accepted(context.channel(), accepted);
                context.pipeline().remove(this);
            }
            case HelloAnswer.Refused refused -> {
                outcome.refused(refused.reason());
                context.close();
            }
        }
    }

    private void fail(ChannelHandlerContext context, String cause) {
        if (!answered) {
            answered = true;
            outcome.failed(cause);
        }
        context.close();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        deadline.cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        fail(context, "the peer closed the connection, or did not answer in time");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, String.valueOf(cause.getMessage()));
    }
}
