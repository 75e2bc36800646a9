package dev.cairn.bench.served;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * The limit: Netty on one thread that answers every GET it is sent by the same bytes, without
 * looking at anything but where commands end. {@code EchoMain PORT VALUE_BYTES}.
 */
public final class EchoMain {
    /** In a GET as redis-benchmark writes it: of the array, two lengths, the name, the key. */
    private static final int LINES = 5;

    private EchoMain() {}

    /** Serves until the process is ended. */
    public static void main(String[] arguments) throws InterruptedException {
        listen(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])).closeFuture().sync();
    }

    /** Serves values of so many bytes at a port of the loopback address; 0 is any that is free. */
    static Channel listen(int port, int bytes) throws InterruptedException {
        String text = "$" + bytes + "\r\n" + "x".repeat(bytes) + "\r\n";
        ByteBuf reply =
                Unpooled.unreleasableBuffer(
                        Unpooled.directBuffer()
                                .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
                                .asReadOnly());
        return new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(new Echo(reply));
                            }
                        })
                .bind(InetAddress.getLoopbackAddress(), port)
                .sync()
                .channel();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        private final ByteBuf reply;
        private int lines;

        Echo(ByteBuf reply) {
            this.reply = reply;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            int commands = 0;
            int end = in.writerIndex();
            for (int at = in.readerIndex(); at < end; at++) {
                at = in.indexOf(at, end, (byte) '\n');
                if (at < 0) {
                    break;
                }
                if (++lines == LINES) {
                    lines = 0;
                    commands++;
                }
            }
            in.release();
            if (commands > 0) {
                ByteBuf out = context.alloc().directBuffer(commands * reply.readableBytes());
                for (int i = 0; i < commands; i++) {
                    out.writeBytes(reply, reply.readerIndex(), reply.readableBytes());
                }
                context.write(out, context.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
