package dev.cairn.gossip.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class HeartbeatMessageTest {
    @Test
    void theBytesAreThoseOfVersionOne() {
        List<Entry> entries =
                List.of(
                        new Entry(new NodeId("n1"), 7, 300, Standing.HEARD),
                        new Entry(new NodeId("n12"), 1, 2, Standing.MISSED),
                        new Entry(new NodeId("n2"), 1, 0, Standing.DOUBTED),
                        new Entry(new NodeId("n3"), 1, 9, Standing.LEFT));
        assertThat(HexFormat.of().formatHex(Entry.message(new NodeId("n1"), entries)))
                .isEqualTo(
                        "01"
                                + "0000000000000007"
                                + "0000000000000001"
                                + "01"
                                + "04"
                                + "00026e3107ac02"
                                + "8201320102"
                                + "4101320100"
                                + "c101330109");
    }

    @Seeded(cases = 50)
    void whatIsWrittenIsRead(RandomGenerator random) {
        List<NodeId> nodes = new ArrayList<>();
        TreeMap<NodeId, Entry> entries = new TreeMap<>();
        for (int i = random.nextInt(200); i >= 0; i--) {
            NodeId id = new NodeId("node-" + random.nextInt(1000));
            Standing standing = Standing.of(random.nextInt(4));
            long incarnation = random.nextLong(1L << 62);
            nodes.add(id);
            entries.put(id, new Entry(id, incarnation, random.nextLong(1L << 40), standing));
        }
        nodes.removeIf(id -> random.nextInt(10) == 0);
        WireWriter out = new WireWriter(64);
        Entry.write(out, List.copyOf(entries.values()));
        List<Entry> known =
                entries.values().stream().filter(entry -> nodes.contains(entry.id())).toList();
        List<NodeId> once = nodes.stream().distinct().toList();
        assertThat(Entry.read(new WireReader(out.toBytes()), once)).isEqualTo(known);
        byte[] cut = Arrays.copyOf(out.toByteArray(), random.nextInt(out.size()));
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Entry.read(new WireReader(MemorySegment.ofArray(cut)), once));
    }

    @Seeded(cases = 500)
    void noiseIsMalformedAndNothingElse(RandomGenerator random) {
        byte[] noise = new byte[random.nextInt(80)];
        random.nextBytes(noise);
        try {
            Entry.read(new WireReader(MemorySegment.ofArray(noise)), List.of(new NodeId("n1")));
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
