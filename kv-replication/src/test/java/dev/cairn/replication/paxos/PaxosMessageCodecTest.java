package dev.cairn.replication.paxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.testkit.check.Seeded;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against registers-1.txt: name and bytes, a line for each sample. */
class PaxosMessageCodecTest {
    private static final long REQUEST = 0x0102_0304_0506_0708L;
    private static final long STORAGE = 0x1122_3344_5566_7788L;
    private static final Ballot BALLOT = new Ballot(300, 0x99aa_bbcc_ddee_ff00L);
    private static final Scope PLAIN = Scope.plain("lease", 5);
    private static final Scope CHAIN = new Scope("topology", 7, 6, Bytes.utf8("base"));
    private static final Proposed PROPOSED =
            new Proposed(BALLOT, new Ballot(2, 1), Bytes.utf8("value"), 9);

    static Map<String, PaxosMessage> samples() {
        Map<String, PaxosMessage> all = new LinkedHashMap<>();
        all.put("ask", new PaxosMessage.Ask(REQUEST, STORAGE, PLAIN));
        all.put("prepare", new PaxosMessage.Prepare(REQUEST, 0, CHAIN, BALLOT));
        all.put("accept", new PaxosMessage.Accept(REQUEST, STORAGE, CHAIN, PROPOSED));
        all.put("list", new PaxosMessage.ListRegisters(REQUEST, STORAGE, CHAIN));
        all.put("holds", new PaxosMessage.Holds(REQUEST, STORAGE, PROPOSED));
        all.put("holds-nothing", new PaxosMessage.Holds(REQUEST, STORAGE, Proposed.NOTHING));
        all.put("accepted", new PaxosMessage.Accepted(REQUEST, STORAGE));
        all.put("preempted", new PaxosMessage.Preempted(REQUEST, STORAGE, BALLOT));
        all.put("passed", new PaxosMessage.Passed(REQUEST, STORAGE, 8, Bytes.utf8("later")));
        all.put("sealed", new PaxosMessage.Sealed(REQUEST, STORAGE, 9));
        all.put("unable", new PaxosMessage.Unable(REQUEST, STORAGE));
        all.put(
                "registers",
                new PaxosMessage.Registers(REQUEST, STORAGE, List.of("buckets", "lease")));
        return all;
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        try (InputStream file =
                PaxosMessageCodecTest.class.getResourceAsStream("registers-1.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                String[] words = line.split(" ", 2);
                lines.put(words[0], words[1]);
            }
        }
        return lines;
    }

    @Test
    void everyMessageIsEncodedAsTheGoldenFileSaysAndBack() throws IOException {
        Map<String, String> encoded = new LinkedHashMap<>();
        samples()
                .forEach((name, message) -> {
                    byte[] bytes = PaxosMessageCodec.encode(message).toByteArray();
                    encoded.put(name, HexFormat.of().formatHex(bytes));
                    assertThat(PaxosMessageCodec.decode(MemorySegment.ofArray(bytes)))
                            .isEqualTo(message);
                });
        assertThat(encoded).isEqualTo(golden());
    }

    @Test
    void everyTruncationAndEveryByteTooManyIsMalformed() {
        samples()
                .values()
                .forEach(message -> {
                    byte[] whole = PaxosMessageCodec.encode(message).toByteArray();
                    for (int length = 0; length <= whole.length + 1; length++) {
                        if (length != whole.length) {
                            MemorySegment part =
                                    MemorySegment.ofArray(Arrays.copyOf(whole, length));
                            assertThatThrownBy(() -> PaxosMessageCodec.decode(part))
                                    .isInstanceOf(MalformedException.class);
                        }
                    }
                });
    }

    @Seeded(cases = 300)
    void changedBytesAreAMessageOrMalformedAndNothingElse(RandomGenerator random) {
        List<PaxosMessage> all = new ArrayList<>(samples().values());
        byte[] bytes = PaxosMessageCodec.encode(all.get(random.nextInt(all.size()))).toByteArray();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            PaxosMessage read = PaxosMessageCodec.decode(MemorySegment.ofArray(bytes));
            assertThat(PaxosMessageCodec.decode(PaxosMessageCodec.encode(read).segment()))
                    .isEqualTo(read);
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
