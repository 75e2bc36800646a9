package dev.cairn.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import dev.cairn.transport.grpc.v1.KeyValueGrpc;
import dev.cairn.transport.grpc.v1.PutRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers who begin large messages and end none. */
@Timeout(120)
class UnfinishedMessagesTest {
    private static final int LARGEST = 4 << 20;
    private static final int UNFINISHED = LARGEST - 4096;

    /** So many are more than an eighth of the heap. */
    private static final int MANY = (int) (Runtime.getRuntime().maxMemory() / 8 / UNFINISHED) + 8;

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    /** Takes down with which code each call ends. */
    private final class Caller extends SimpleChannelInboundHandler<Http2StreamFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            if (frame instanceof Http2HeadersFrame trailers && trailers.isEndStream()) {
                ends.add(String.valueOf(trailers.headers().get("cairn-error-code")));
            }
        }
    }

    private void begin(Channel connection) throws InterruptedException {
        Channel stream =
                new Http2StreamChannelBootstrap(connection)
                        .handler(new Caller())
                        .open()
                        .sync()
                        .getNow();
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.method("POST").scheme("http").path("/cairn.v1.KeyValue/Put").authority("localhost");
        headers.set("te", "trailers").set("content-type", "application/grpc");
        stream.write(new DefaultHttp2HeadersFrame(headers));
        ByteBuf prefix = Unpooled.buffer(5).writeByte(0).writeInt(LARGEST - 1);
        stream.write(new DefaultHttp2DataFrame(prefix));
        stream.writeAndFlush(
                new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[UNFINISHED])));
    }

    @Test
    void areHeldWithinABoundAndSmallCallsAreServed() throws Exception {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ClientProtocol server =
                new GrpcProtocolProvider()
                        .start(
                                new GrpcConfig(true, 0, LARGEST, 4, true),
                                new MemoryKeyValues(Runnable::run),
                                new OneNode(),
                                GrpcProtocolTest.env())) {
            Channel connection =
                    new Bootstrap()
                            .group(loop)
                            .channel(NioSocketChannel.class)
                            .handler(
                                    new ChannelInitializer<>() {
                                        @Override
                                        protected void initChannel(Channel channel) {
                                            channel.pipeline()
                                                    .addLast(
                                                            Http2FrameCodecBuilder.forClient()
                                                                    .build(),
                                                            new Http2MultiplexHandler(
                                                                    new ChannelInboundHandlerAdapter()));
                                        }
                                    })
                            .connect("127.0.0.1", server.address().port())
                            .sync()
                            .channel();
            for (int i = 0; i < MANY; i++) {
                begin(connection);
            }
            assertThat(ends.poll(60, TimeUnit.SECONDS)).isEqualTo("OVERLOADED");
            ManagedChannel small =
                    NettyChannelBuilder.forAddress("127.0.0.1", server.address().port())
                            .usePlaintext()
                            .build();
            for (int i = 0; i < 100; i++) {
                KeyValueGrpc.newBlockingStub(small)
                        .withDeadlineAfter(60, TimeUnit.SECONDS)
                        .put(
                                PutRequest.newBuilder()
                                        .setKey(ByteString.copyFromUtf8("k" + i))
                                        .setValue(ByteString.copyFrom(new byte[10 * 1024]))
                                        .build());
            }
            small.shutdownNow();
            assertThat(ends).hasSizeLessThan(MANY / 2).allMatch("OVERLOADED"::equals);
        } finally {
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
