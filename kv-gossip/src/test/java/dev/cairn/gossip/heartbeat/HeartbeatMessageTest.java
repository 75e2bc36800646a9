package dev.cairn.gossip.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.gossip.heartbeat.HeartbeatMessage.Entry;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class HeartbeatMessageTest {
    @Test
    void theBytesAreThoseOfVersionOne() {
        HeartbeatMessage message =
                new HeartbeatMessage(
                        List.of(
                                new Entry(new NodeId("n1"), new Heartbeat(7, 300), false),
                                new Entry(new NodeId("n2"), new Heartbeat(1, 2), true)));
        assertThat(HexFormat.of().formatHex(message.encode()))
                .isEqualTo("0102" + "026e3107ac0200" + "026e32010201");
    }

    @Seeded(cases = 50)
    void whatIsWrittenIsRead(RandomGenerator random) {
        List<Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            Heartbeat newest = new Heartbeat(random.nextLong(1L << 62), random.nextLong(1L << 40));
            entries.add(
                    new Entry(
                            new NodeId("n" + random.nextInt(1000)), newest, random.nextBoolean()));
        }
        HeartbeatMessage message = new HeartbeatMessage(entries);
        byte[] bytes = message.encode();
        assertThat(HeartbeatMessage.decode(MemorySegment.ofArray(bytes))).isEqualTo(message);
        assertThat(bytes.length)
                .isLessThanOrEqualTo(4 + entries.stream().mapToInt(Entry::maxBytes).sum());
        byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> HeartbeatMessage.decode(MemorySegment.ofArray(cut)));
    }

    @Seeded(cases = 500)
    void noiseIsMalformedAndNothingElse(RandomGenerator random) {
        byte[] noise = new byte[random.nextInt(80)];
        random.nextBytes(noise);
        if (noise.length > 0) {
            noise[0] = 1;
        }
        try {
            HeartbeatMessage.decode(MemorySegment.ofArray(noise));
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
