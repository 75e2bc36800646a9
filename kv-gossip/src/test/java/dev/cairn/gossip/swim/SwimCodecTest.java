package dev.cairn.gossip.swim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.gossip.swim.SwimMessage.Ack;
import dev.cairn.gossip.swim.SwimMessage.Body;
import dev.cairn.gossip.swim.SwimMessage.Nack;
import dev.cairn.gossip.swim.SwimMessage.News;
import dev.cairn.gossip.swim.SwimMessage.Ping;
import dev.cairn.gossip.swim.SwimMessage.PingRequest;
import dev.cairn.gossip.swim.SwimMessage.Sync;
import dev.cairn.gossip.swim.Update.Claim;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SwimCodecTest {
    private static final Incarnation SENDER = new Incarnation(3, 1);
    private static final List<Update> NEWS =
            List.of(
                    Update.alive(new NodeId("n1"), new Incarnation(2, 0)),
                    new Update(
                            new NodeId("n2"),
                            new Incarnation(1, 200),
                            Claim.SUSPECT,
                            List.of(new NodeId("n3"))));
    private static final String NEWS_HEX = "02" + "026e31020000" + "026e3201c80111026e33";

    private static byte[] written(Body body) {
        WireWriter out = new WireWriter(16);
        SwimCodec.write(out, new SwimMessage(SENDER, body, NEWS));
        return out.toByteArray();
    }

    @Test
    void theBytesAreThoseOfVersionOne() {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(written(new Ping(300)))).isEqualTo("0301" + "ac02" + NEWS_HEX);
        assertThat(hex.formatHex(written(new PingRequest(1, new NodeId("n9")))))
                .isEqualTo("0301" + "01" + "026e39" + NEWS_HEX);
        assertThat(hex.formatHex(written(new News()))).isEqualTo("0301" + NEWS_HEX);
    }

    @Test
    void whatIsWrittenIsReadAndWhatIsCutIsMalformed() {
        List<Body> bodies =
                List.of(
                        new Ping(7),
                        new PingRequest(8, new NodeId("n4")),
                        new Ack(9),
                        new Nack(10),
                        new News(),
                        new Sync(false),
                        new Sync(true));
        for (Body body : bodies) {
            byte[] bytes = written(body);
            int kind = SwimCodec.kind(body);
            assertThat(SwimCodec.read(kind, new WireReader(MemorySegment.ofArray(bytes))))
                    .isEqualTo(new SwimMessage(SENDER, body, NEWS));
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatExceptionOfType(MalformedException.class)
                        .isThrownBy(() ->
                                SwimCodec.read(kind, new WireReader(MemorySegment.ofArray(cut))));
            }
        }
    }

    @Test
    void theSizeOfAnUpdateIsKnownBeforeItIsWritten() {
        for (long number : new long[] {0, 1, 127, 128, 16_383, 16_384, 1L << 40, 1L << 62}) {
            Update update =
                    new Update(
                            new NodeId("n1"),
                            new Incarnation(number, 5),
                            Claim.DEAD,
                            List.of(new NodeId("n22"), new NodeId("n3")));
            WireWriter without = new WireWriter(16);
            WireWriter with = new WireWriter(16);
            SwimCodec.write(without, new SwimMessage(SENDER, new News(), List.of()));
            SwimCodec.write(with, new SwimMessage(SENDER, new News(), List.of(update)));
            assertThat(SwimCodec.bytes(update)).isEqualTo(with.size() - without.size());
        }
    }

    @Seeded(cases = 500)
    void noiseIsMalformedAndNothingElse(RandomGenerator random) {
        byte[] noise = new byte[random.nextInt(60)];
        random.nextBytes(noise);
        try {
            SwimCodec.read(random.nextInt(9), new WireReader(MemorySegment.ofArray(noise)));
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
