package dev.cairn.replication.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.testkit.check.Seeded;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against golden/peer-messages-1.txt: name, frame kind, payload, a line for each sample. */
class PeerMessageCodecTest {
    private static byte[] payload(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static String line(Frame frame) {
        return Integer.toHexString(frame.kind()) + " " + HexFormat.of().formatHex(payload(frame));
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        try (InputStream file =
                PeerMessageCodecTest.class.getResourceAsStream("peer-messages-1.txt")) {
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split(" ", 2);
                lines.put(words[0], words[1]);
            }
        }
        return lines;
    }

    @Test
    void everyMessageIsEncodedAsTheGoldenFileSays() throws IOException {
        Map<String, String> encoded = new LinkedHashMap<>();
        Samples.all()
                .forEach((name, message) ->
                        encoded.put(name, line(PeerMessageCodec.encode(message))));
        assertThat(encoded).isEqualTo(golden());
    }

    @Test
    void theGoldenBytesDecodeToTheMessagesTheyWere() throws IOException {
        Map<String, PeerMessage> samples = Samples.all();
        golden().forEach((name, line) -> {
            String[] words = line.split(" ");
            int kind = Integer.parseInt(words[0], 16);
            MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex(words[1]));
            assertThat(PeerMessageCodec.decode(kind, bytes)).as(name).isEqualTo(samples.get(name));
        });
    }

    @Test
    void everyErrorCodeSurvivesTheWay() {
        for (ErrorCode code : ErrorCode.values()) {
            PeerMessage refusal = new PeerMessage.Refusal(1, 1, KvError.of(code, "why"));
            Frame frame = PeerMessageCodec.encode(refusal);
            assertThat(PeerMessageCodec.decode(frame.kind(), MemorySegment.ofArray(payload(frame))))
                    .isEqualTo(refusal);
        }
    }

    @Test
    void kindsStayInsideWhatReplicationOwns() {
        assertThat(Samples.all().values())
                .allMatch(message ->
                        FrameKinds.isReplication(PeerMessageCodec.encode(message).kind()));
    }

    @Test
    void everyTruncationIsMalformed() {
        Samples.all()
                .forEach((name, message) -> {
                    Frame frame = PeerMessageCodec.encode(message);
                    MemorySegment whole = MemorySegment.ofArray(payload(frame));
                    for (long length = 0; length < whole.byteSize(); length++) {
                        MemorySegment part = whole.asSlice(0, length);
                        assertThatThrownBy(() -> PeerMessageCodec.decode(frame.kind(), part))
                                .as("%s cut to %d bytes", name, length)
                                .isInstanceOf(MalformedException.class);
                    }
                });
    }

    @Test
    void aByteTooManyAnUnknownFormatAndAnUnknownKindAreMalformed() {
        Frame frame = PeerMessageCodec.encode(new PeerMessage.WriteAck(1, 1, true));
        byte[] longer = java.util.Arrays.copyOf(payload(frame), frame.size() + 1);
        byte[] newer = payload(frame);
        newer[0] = PeerMessageCodec.FORMAT + 1;
        assertThatThrownBy(
                        () -> PeerMessageCodec.decode(frame.kind(), MemorySegment.ofArray(longer)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(
                        () -> PeerMessageCodec.decode(frame.kind(), MemorySegment.ofArray(newer)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() ->
                        PeerMessageCodec.decode(
                                FrameKinds.REPLICATION_LAST, MemorySegment.ofArray(payload(frame))))
                .isInstanceOf(MalformedException.class);
    }

    @Seeded(cases = 300)
    void flippedBytesDecodeToAMessageOrAreMalformedAndNothingElse(RandomGenerator random) {
        List<PeerMessage> samples = new ArrayList<>(Samples.all().values());
        Frame frame = PeerMessageCodec.encode(samples.get(random.nextInt(samples.size())));
        byte[] bytes = payload(frame);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            PeerMessage message =
                    PeerMessageCodec.decode(frame.kind(), MemorySegment.ofArray(bytes));
            assertThat(PeerMessageCodec.encode(message).kind()).isEqualTo(frame.kind());
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
