package dev.cairn.transport.netty.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Cuts a peer's bytes into frames and hands each to the connection where it lies in the receive
 * buffer. Bytes that are no sound frame end the connection: behind them nothing can be trusted.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    private final PeerConnection connection;
    private final CRC32C crc = new CRC32C();

    FrameDecoder(PeerConnection connection) {
        this.connection = connection;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (connection.isOpen() && in.readableBytes() >= Integer.BYTES) {
            int start = in.readerIndex();
            int counted = in.getInt(start);
            if (counted < FrameFormat.COUNTED_HEAD_BYTES || counted > FrameFormat.MAX_SIZE) {
                spoil(
                        in,
                        "the peer announced a frame of "
                                + Integer.toUnsignedString(counted)
                                + " bytes");
                return;
            }
            if (in.readableBytes() < Integer.BYTES + counted) {
                return;
            }
            int size = counted - FrameFormat.COUNTED_HEAD_BYTES;
            if (!FrameFormat.isSound(in, start, size, crc)) {
                spoil(in, "a frame from the peer has a wrong checksum");
                return;
            }
            in.skipBytes(Integer.BYTES + counted);
            connection.arrived(
                    FrameFormat.kind(in, start), payload(in, start + FrameFormat.HEAD_BYTES, size));
        }
        if (!connection.isOpen()) {
            in.skipBytes(in.readableBytes());
        }
    }

    private static MemorySegment payload(ByteBuf in, int at, int size) {
        return size == 0
                ? MemorySegment.NULL
                : MemorySegment.ofBuffer(in.nioBuffer(at, size)).asReadOnly();
    }

    private void spoil(ByteBuf in, String cause) {
        in.skipBytes(in.readableBytes());
        connection.end(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        connection.end("the peer closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.end(String.valueOf(cause.getMessage()));
    }
}
