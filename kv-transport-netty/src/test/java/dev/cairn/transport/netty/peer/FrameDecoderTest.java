package dev.cairn.transport.netty.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.peer.Agreement;
import dev.cairn.api.peer.PeerLink;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.spi.Transport.FrameHandler;
import dev.cairn.api.spi.Transport.Link;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

@NoLeaks
final class FrameDecoderTest {
    private record Arrived(int kind, Bytes payload) {}

    /** One connection whose bytes the test feeds. */
    private static final class Receiver implements FrameHandler, AutoCloseable {
        final List<Arrived> frames = new ArrayList<>();
        final List<String> downs = new ArrayList<>();
        final EmbeddedChannel channel = new EmbeddedChannel();

        Receiver() {
            HereLane lane = new HereLane();
            PeerLink link =
                    new PeerLink(lane, this, EventSink.NONE, (ended, cause) -> {}, () -> {});
            Agreement agreed = new Agreement(new NodeId("n2"), new ClusterId(1), 1);
            new PeerConnection(channel, lane, link, agreed, 1 << 20).begin();
        }

        void feed(byte[] bytes, int from, int to) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
        }

        @Override
        public void frame(Link from, int kind, MemorySegment payload) {
            frames.add(new Arrived(kind, Bytes.copyOf(payload)));
        }

        @Override
        public void up(Link link) {}

        @Override
        public void down(Link link, String cause) {
            downs.add(cause);
        }

        @Override
        public void close() {
            channel.finishAndReleaseAll();
        }
    }

    private static byte[] encode(List<Arrived> frames) {
        ByteBuf out = Unpooled.directBuffer(64 * 1024);
        for (Arrived frame : frames) {
            FrameFormat.write(
                    Frame.of(frame.kind(), frame.payload().segment()),
                    frame.payload().size(),
                    out,
                    new CRC32C());
        }
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }

    private static List<Arrived> randomFrames(RandomGenerator random) {
        List<Arrived> frames = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            frames.add(new Arrived(random.nextInt(256), Bytes.wrap(payload)));
        }
        return frames;
    }

    @Test
    void aFrameHasTheBytesThatTheFormatPageDraws() {
        assertThat(ByteBufUtil.hexDump(encode(List.of(new Arrived(0x21, Bytes.utf8("hello"))))))
                .isEqualTo("0000000a" + "e2edcc67" + "21" + "68656c6c6f");
    }

    @Seeded(cases = 20)
    void framesArriveWhereverTheBytesAreSplit(RandomGenerator random) {
        List<Arrived> sent = randomFrames(random);
        byte[] bytes = encode(sent);
        for (int split = 0; split <= bytes.length; split++) {
            try (Receiver receiver = new Receiver()) {
                receiver.feed(bytes, 0, split);
                receiver.feed(bytes, split, bytes.length);
                assertThat(receiver.frames).isEqualTo(sent);
                assertThat(receiver.downs).isEmpty();
            }
        }
    }

    @Seeded(cases = 50)
    void aDamagedByteIsNeverDelivered(RandomGenerator random) {
        List<Arrived> sent = randomFrames(random);
        byte[] bytes = encode(sent);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        try (Receiver receiver = new Receiver()) {
            receiver.feed(bytes, 0, bytes.length);
            receiver.channel.close();
            assertThat(receiver.frames).hasSizeLessThan(sent.size());
            assertThat(receiver.frames).isEqualTo(sent.subList(0, receiver.frames.size()));
            assertThat(receiver.downs).hasSize(1);
        }
    }

    @Test
    void aFrameOverTheLimitEndsTheConnectionBeforeItIsRead() {
        try (Receiver receiver = new Receiver()) {
            byte[] head = Unpooled.buffer(4).writeInt(FrameFormat.MAX_SIZE + 1).array();
            receiver.feed(head, 0, head.length);
            assertThat(receiver.downs).hasSize(1).first().asString().contains("announced");
            assertThat(receiver.channel.isOpen()).isFalse();
        }
    }

    @Test
    void whatFollowsADamagedFrameIsNotDelivered() {
        Arrived frame = new Arrived(1, Bytes.utf8("x"));
        byte[] bytes = encode(List.of(frame, frame, frame));
        bytes[bytes.length / 3 + FrameFormat.HEAD_BYTES]++;
        try (Receiver receiver = new Receiver()) {
            receiver.feed(bytes, 0, bytes.length);
            assertThat(receiver.frames).containsExactly(frame);
        }
    }
}
