package dev.cairn.api.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class HelloTest {
    private static final ClusterId CLUSTER = new ClusterId(0x0123456789abcdefL);
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final Hello HELLO = new Hello(new ProtocolRange(1, 2), CLUSTER, 0x42L, N1);

    private static String hex(WireWriter written) {
        return HexFormat.of().formatHex(written.toBytes().toByteArray());
    }

    private static WireReader reader(WireWriter written) {
        return new WireReader(written.toBytes());
    }

    @Test
    void helloAndAnswersHaveTheBytesThatTheFormatPagesDraw() {
        assertThat(hex(HelloCodec.write(HELLO, new WireWriter(64))))
                .isEqualTo("01" + "02" + "0123456789abcdef" + "0000000000000042" + "026e31");
        assertThat(
                        hex(
                                HelloCodec.write(
                                        new HelloAnswer.Accepted(1, CLUSTER, N1),
                                        new WireWriter(64))))
                .isEqualTo("00" + "01" + "0123456789abcdef" + "026e31");
        assertThat(hex(HelloCodec.write(new HelloAnswer.Refused("no"), new WireWriter(64))))
                .isEqualTo("01" + "026e6f");
    }

    @Test
    void whatWasWrittenIsReadBack() {
        assertThat(HelloCodec.readHello(reader(HelloCodec.write(HELLO, new WireWriter(64)))))
                .isEqualTo(HELLO);
        for (HelloAnswer answer :
                new HelloAnswer[] {
                    new HelloAnswer.Accepted(7, CLUSTER, N1), new HelloAnswer.Refused("another")
                }) {
            assertThat(HelloCodec.readAnswer(reader(HelloCodec.write(answer, new WireWriter(64)))))
                    .isEqualTo(answer);
        }
    }

    @Test
    void aRangeThatIsNoneIsMalformed() {
        WireWriter backwards = new WireWriter(64).u8(2).u8(1).i64(0).i64(0).text("n1");
        assertThatThrownBy(() -> HelloCodec.readHello(reader(backwards)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("2 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new ProtocolRange(0, 256));
    }

    @Test
    void theNewestCommonVersionIsAgreedOn() {
        assertThat(HelloAnswer.to(HELLO, new ProtocolRange(1, 3), CLUSTER, N2))
                .isEqualTo(new HelloAnswer.Accepted(2, CLUSTER, N2));
        assertThat(HelloAnswer.to(HELLO, ProtocolRange.only(1), CLUSTER, N2))
                .isEqualTo(new HelloAnswer.Accepted(1, CLUSTER, N2));
    }

    @Test
    void withoutACommonVersionTheAnswerTellsBothRanges() {
        assertThat(HelloAnswer.to(HELLO, new ProtocolRange(3, 4), CLUSTER, N2))
                .isEqualTo(
                        new HelloAnswer.Refused(
                                "node n2 speaks protocol versions 3 to 4, node n1 speaks 1 to 2"));
    }

    @Test
    void anotherClusterIsRefusedInWordsThatNameBoth() {
        HelloAnswer answer =
                HelloAnswer.to(HELLO, ProtocolRange.only(1), new ClusterId(0xbadL), N2);
        assertThat(answer.toString()).contains("0123456789abcdef", "0000000000000bad");
    }

    @Test
    void aNodeOfNoClusterCallsAnyAndAcceptsNone() {
        Hello newcomer = new Hello(ProtocolRange.only(1), ClusterId.NONE, 1, N1);
        HelloAnswer answer = HelloAnswer.to(newcomer, ProtocolRange.only(1), CLUSTER, N2);
        HelloAnswer.Accepted accepted = new HelloAnswer.Accepted(1, CLUSTER, N2);
        assertThat(answer).isEqualTo(accepted);
        assertThat(accepted.objection(newcomer)).isEmpty();
        assertThat(accepted.objection(new Hello(ProtocolRange.only(1), new ClusterId(1), 1, N1)))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("0123456789abcdef", "0000000000000001"));
        assertThat(HelloAnswer.to(HELLO, ProtocolRange.only(1), ClusterId.NONE, N2))
                .isInstanceOf(HelloAnswer.Refused.class);
    }
}
