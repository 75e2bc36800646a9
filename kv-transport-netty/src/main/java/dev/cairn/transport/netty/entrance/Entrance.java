package dev.cairn.transport.netty.entrance;

import dev.cairn.api.env.Lane;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The first handler of an accepted connection: hands it to the role that its first message names. A
 * caller that stays silent, or whose role nobody receives here, is cut off.
 */
public final class Entrance extends ByteToMessageDecoder {
    private static final int FIRST_BYTE_AT = Integer.BYTES;

    private final Lane lane;
    private final Receptions receptions;
    private final Deadline deadline;

    /** For one connection served by {@code lane}; a caller may be silent for {@code limit}. */
    public Entrance(Lane lane, Receptions receptions, Duration limit) {
        this.lane = lane;
        this.receptions = receptions;
        this.deadline = new Deadline(limit);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline.start(context);
        context.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() <= FIRST_BYTE_AT) {
            return;
        }
        Optional<Reception> reception =
                receptions.of(Role.of(in.getUnsignedByte(in.readerIndex() + FIRST_BYTE_AT)));
        if (reception.isEmpty()) {
            in.skipBytes(in.readableBytes());
            context.close();
            return;
        }
        reception.get().enter(context.channel(), lane);
        context.pipeline().remove(this);
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
