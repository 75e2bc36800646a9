package dev.cairn.transport.netty.peer;

import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.transport.netty.entrance.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/** The listener's side of the handshake: reads the hello and answers it. */
final class Greeting extends ByteToMessageDecoder {
    private final BiFunction<Channel, Hello, HelloAnswer> judge;
    private final Acceptance accepted;
    private final Deadline deadline;
    private boolean refused;

    /** What becomes of a connection whose caller is accepted. */
    @FunctionalInterface
    interface Acceptance {
        /** Adds the link's handlers to the channel. */
        void accept(Channel channel, Hello hello, HelloAnswer.Accepted answer);
    }

    /**
     * For one connection.
     *
     * @param judge decides on the answer
     * @param accepted is called when the answer is on its way
     * @param limit how long the caller may take for its hello
     */
    Greeting(BiFunction<Channel, Hello, HelloAnswer> judge, Acceptance accepted, Duration limit) {
        this.judge = judge;
        this.accepted = accepted;
        this.deadline = new Deadline(limit);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline.start(context);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            HelloFormat.next(in)
                    .map(HelloCodec::readHello)
                    .ifPresent(hello -> greet(context, hello));
        } catch (MalformedException strange) {
            in.skipBytes(in.readableBytes());
            refuse(
                    context,
                    new HelloAnswer.Refused(
                            "expected the hello of a node: " + strange.getMessage()));
        }
    }

    private void greet(ChannelHandlerContext context, Hello hello) {
        HelloAnswer answer = judge.apply(context.channel(), hello);
        switch (answer) {
            case HelloAnswer.Accepted agreed -> {
                context.writeAndFlush(HelloFormat.encode(agreed));
                accepted.accept(context.channel(), hello, agreed);
                context.pipeline().remove(this);
            }
            case HelloAnswer.Refused refusal -> refuse(context, refusal);
        }
    }

    private void refuse(ChannelHandlerContext context, HelloAnswer.Refused answer) {
        refused = true;
        context.writeAndFlush(HelloFormat.encode(answer)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        deadline.cancel();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
