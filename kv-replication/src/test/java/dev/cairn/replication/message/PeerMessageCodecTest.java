package dev.cairn.replication.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.wire.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against golden/peer-messages-1.txt: name, frame kind, payload, a line for each sample. */
class PeerMessageCodecTest extends FrameCodecContract<PeerMessage> {
    private static Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        try (InputStream file =
                PeerMessageCodecTest.class.getResourceAsStream("peer-messages-1.txt")) {
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split(" ", 2);
                lines.put(words[0], words[1]);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return lines;
    }

    PeerMessageCodecTest() {
        super(
                golden(),
                PeerMessageCodec::encode,
                PeerMessageCodec::decode,
                FrameKinds::isReplication,
                PeerMessageCodec.FORMAT);
    }

    private static Map<String, PeerMessage> golden() {
        Map<String, PeerMessage> samples = Samples.all();
        Map<String, PeerMessage> golden = new LinkedHashMap<>();
        lines().forEach((name, line) -> golden.put(line, samples.get(name)));
        return golden;
    }

    @Test
    void everySampleHasALineInTheGoldenFile() {
        assertThat(lines().keySet()).isEqualTo(Samples.all().keySet());
    }

    @Test
    void everyErrorCodeSurvivesTheWay() {
        for (ErrorCode code : ErrorCode.values()) {
            PeerMessage refusal = new PeerMessage.Refusal(1, 1, KvError.of(code, "why"));
            assertThat(decode(PeerMessageCodec.encode(refusal))).isEqualTo(refusal);
        }
    }

    @Test
    void anUnknownKindIsMalformed() {
        byte[] bytes = payload(PeerMessageCodec.encode(new PeerMessage.WriteAck(1, 1, true)));
        assertThatThrownBy(() ->
                        PeerMessageCodec.decode(
                                FrameKinds.REPLICATION_LAST, MemorySegment.ofArray(bytes)))
                .isInstanceOf(MalformedException.class);
    }
}
