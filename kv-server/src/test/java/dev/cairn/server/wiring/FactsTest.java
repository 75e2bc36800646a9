package dev.cairn.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.LoadReport;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.wire.WireWriter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FactsTest {
    private static final Facts FACTS = new Facts(new LoadReport(1.5, 4096, 300), "0.1", true, 7);

    @Test
    void theyAreAsTheyAreDrawn() {
        assertThat(HexFormat.of().formatHex(FACTS.encoded().toByteArray()))
                .isEqualTo(
                        "01"
                                + "3ff8000000000000"
                                + "0000000000001000"
                                + "03302e31"
                                + "01"
                                + "ac02"
                                + "0000000000000007");
        assertThat(Facts.decode(FACTS.encoded())).isEqualTo(FACTS);
    }

    @Test
    void thoseOfANodeThatSaysNothingOfLostDisksAreRead() {
        Bytes former =
                new WireWriter(64)
                        .u8(1)
                        .i64(Double.doubleToLongBits(1.5))
                        .i64(4096)
                        .text("0.1")
                        .toBytes();
        assertThat(Facts.decode(former))
                .isEqualTo(new Facts(new LoadReport(1.5, 4096), "0.1", false, 0));
    }

    @Test
    void thoseOfAnotherDirectoryTellNothingOfTheListedOne() {
        assertThat(FACTS.of(7)).isEqualTo(FACTS);
        assertThat(FACTS.of(0)).isEqualTo(FACTS);
        assertThat(FACTS.of(8).load().rebuildingSlices()).isEqualTo(Slices.COUNT);
        assertThat(Facts.NONE.of(8)).isEqualTo(Facts.NONE);
    }

    @Test
    void otherBytesSayNothing() {
        assertThat(Facts.decode(Bytes.utf8("?"))).isEqualTo(Facts.NONE);
    }
}
