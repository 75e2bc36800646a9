package dev.cairn.transport.netty.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.testkit.check.Seeded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class HelloFormatTest {
    private static final ClusterId CLUSTER = new ClusterId(0x0123456789abcdefL);
    private static final NodeId N1 = new NodeId("n1");
    private static final Hello HELLO = new Hello(new ProtocolRange(1, 2), CLUSTER, 0x42L, N1);

    private static HelloAnswer read(HelloAnswer answer) {
        return HelloCodec.readAnswer(HelloFormat.next(HelloFormat.encode(answer)).orElseThrow());
    }

    @Test
    void helloAndAnswersHaveTheBytesThatTheFormatPageDraws() {
        assertThat(ByteBufUtil.hexDump(HelloFormat.encode(HELLO)))
                .isEqualTo(
                        "00000019"
                                + "4341524e"
                                + "01"
                                + "02"
                                + "0123456789abcdef"
                                + "0000000000000042"
                                + "026e31");
        assertThat(
                        ByteBufUtil.hexDump(
                                HelloFormat.encode(new HelloAnswer.Accepted(1, CLUSTER, N1))))
                .isEqualTo("00000011" + "4341524e" + "00" + "01" + "0123456789abcdef" + "026e31");
        assertThat(ByteBufUtil.hexDump(HelloFormat.encode(new HelloAnswer.Refused("no"))))
                .isEqualTo("00000008" + "4341524e" + "01" + "026e6f");
    }

    @Test
    void whatWasWrittenIsReadBack() {
        assertThat(HelloCodec.readHello(HelloFormat.next(HelloFormat.encode(HELLO)).orElseThrow()))
                .isEqualTo(HELLO);
        HelloAnswer accepted = new HelloAnswer.Accepted(7, CLUSTER, N1);
        HelloAnswer refused = new HelloAnswer.Refused("another cluster");
        assertThat(read(accepted)).isEqualTo(accepted);
        assertThat(read(refused)).isEqualTo(refused);
    }

    @Seeded(cases = 300)
    void damagedHellosAreReadAsSomethingElseOrCalledMalformed(RandomGenerator random) {
        ByteBuf bytes = HelloFormat.encode(HELLO);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            bytes.setByte(random.nextInt(bytes.readableBytes()), random.nextInt(256));
        }
        ByteBuf cut =
                random.nextBoolean()
                        ? bytes
                        : bytes.slice(0, random.nextInt(bytes.readableBytes()));
        try {
            Optional<WireReader> body = HelloFormat.next(Unpooled.copiedBuffer(cut));
            body.ifPresent(HelloCodec::readHello);
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
