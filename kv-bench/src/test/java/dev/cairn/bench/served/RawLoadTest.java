package dev.cairn.bench.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.bench.served.Workload.Command;
import io.netty.channel.Channel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RawLoadTest {
    private static final byte[] VALUE = {1, 2, 3};

    @Test
    void theEchoAnswersEveryGet() throws IOException, InterruptedException {
        Channel echo = EchoMain.listen(0, 100);
        try {
            int port = ((InetSocketAddress) echo.localAddress()).getPort();
            for (int pipeline : new int[] {1, 7}) {
                Workload load = new Workload(Command.GET, 3, pipeline);
                assertThat(RawLoad.run(Dialect.RESP, load, 1_000, 100, VALUE, port)).isPositive();
            }
        } finally {
            echo.eventLoop().parent().shutdownGracefully();
        }
    }

    @Test
    void nativeRequestsAreFramesOfCalls() {
        byte[] frame = Dialect.NATIVE.request(Command.SET, 7, VALUE);
        assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - Integer.BYTES);
        Call call = RequestCodec.decode(MemorySegment.ofArray(frame).asSlice(Integer.BYTES));
        assertThat(call.request())
                .isInstanceOfSatisfying(
                        Request.Put.class,
                        put -> {
                            assertThat(put.request().value()).isEqualTo(Bytes.copyOf(VALUE));
                            assertThat(put.request().key().toString())
                                    .isEqualTo("redis:0/key:000000000007");
                        });
    }

    @Test
    void repliesAreCountedWhenTheyAreThereWhole() {
        byte[] replies = "+OK\r\n$3\r\nabc\r\n$0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length <= replies.length; length++) {
            ByteBuffer in = ByteBuffer.wrap(replies, 0, length);
            int count = 0;
            while (in.hasRemaining() && Dialect.RESP.skipReply(in)) {
                count++;
            }
            assertThat(count).isEqualTo(length < 5 ? 0 : length < 14 ? 1 : length < 20 ? 2 : 3);
        }
        ByteBuffer frames = ByteBuffer.allocate(12).putInt(2).put((byte) 0xa1).put((byte) 1);
        frames.putInt(2).put((byte) 0xa1).flip();
        assertThat(Dialect.NATIVE.skipReply(frames)).isTrue();
        assertThat(Dialect.NATIVE.skipReply(frames)).isFalse();
    }

    @Test
    void theTableHasMediansAndTheRatiosOfRounds() {
        ServedTable table = new ServedTable(List.of("cairn", "redis"));
        double[][] rounds = {{10, 5}, {20, 40}, {30, 10}};
        for (double[] round : rounds) {
            table.add("GET 1 × 1", "cairn", new Sample(round[0] * 1e3, 7, 100));
            table.add("GET 1 × 1", "redis", new Sample(round[1] * 1e3, 9, -1));
        }
        assertThat(table.toString().lines().toList().get(1))
                .contains("20.0 k/s   7.00 µs", "10.0 k/s   9.00 µs", "2.00×", "100 B");
    }
}
