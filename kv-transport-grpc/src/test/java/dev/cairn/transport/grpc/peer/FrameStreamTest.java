package dev.cairn.transport.grpc.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.testkit.check.Seeded;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Frames become a stream of bytes, the stream messages, and messages frames again. */
final class FrameStreamTest {
    private static final int ENOUGH = 1 << 20;

    private final List<Arrived> arrived = new ArrayList<>();
    private final FrameCutter cutter =
            new FrameCutter(
                    (kind, payload) -> arrived.add(new Arrived(kind, Bytes.copyOf(payload))),
                    () -> true);

    private record Arrived(int kind, Bytes payload) {}

    private static ByteBuffer encoded(int kind, Bytes payload) {
        return FrameFormat.encode(
                Transport.Frame.of(kind, payload.segment()), (int) payload.segment().byteSize());
    }

    @Test
    void aFrameHasTheBytesThatTheFormatPageDraws() {
        assertThat(HexFormat.of().formatHex(encoded(0x21, Bytes.utf8("hi")).array()))
                .isEqualTo("00000007" + "209d6400" + "21" + "6869");
    }

    @Seeded(cases = 100)
    void framesArriveWhereverTheStreamIsCut(RandomGenerator random) {
        List<Arrived> sent = new ArrayList<>();
        ByteBuffer stream = ByteBuffer.allocate(ENOUGH);
        for (int i = random.nextInt(1, 30); i > 0; i--) {
            byte[] payload = new byte[random.nextInt(5) == 0 ? random.nextInt(30_000) : 3];
            random.nextBytes(payload);
            int kind = random.nextInt(256);
            sent.add(new Arrived(kind, Bytes.wrap(payload)));
            stream.put(encoded(kind, Bytes.wrap(payload)));
        }
        stream.flip();
        while (stream.hasRemaining()) {
            int size =
                    Math.min(
                            stream.remaining(),
                            1 + random.nextInt(random.nextBoolean() ? 12 : 40_000));
            cutter.take(stream.slice(stream.position(), size));
            stream.position(stream.position() + size);
        }
        assertThat(arrived).isEqualTo(sent);
    }

    @Seeded(cases = 200)
    void aDamagedStreamNeverYieldsAFrameThatWasNotSent(RandomGenerator random) {
        ByteBuffer stream = ByteBuffer.allocate(64);
        stream.put(encoded(1, Bytes.utf8("one"))).put(encoded(2, Bytes.utf8("two"))).flip();
        int at = random.nextInt(stream.limit());
        stream.put(at, (byte) (stream.get(at) ^ 1 << random.nextInt(8)));
        try {
            cutter.take(stream);
        } catch (MalformedException found) {
            assertThat(found).hasMessageNotContaining("null");
        }
        assertThat(arrived).isIn(List.of(), List.of(new Arrived(1, Bytes.utf8("one"))));
    }

    @Test
    void aSizeThatCannotBeIsMalformed() {
        for (int counted : new int[] {-1, 0, 4, FrameFormat.MAX_SIZE + 1}) {
            FrameCutter fresh = new FrameCutter((kind, payload) -> {}, () -> true);
            ByteBuffer head = ByteBuffer.allocate(FrameFormat.HEAD_BYTES).putInt(0, counted);
            assertThatThrownBy(() -> fresh.take(head)).isInstanceOf(MalformedException.class);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aMessageIsItsPiecesOneAfterAnother() throws IOException {
        ChunkMarshaller marshaller = new ChunkMarshaller();
        Chunk chunk =
                new Chunk(
                        List.of(
                                ByteBuffer.wrap(ascii("xab"), 1, 2).slice(),
                                ByteBuffer.allocate(0),
                                ByteBuffer.wrap(ascii("cd"))),
                        4);
        InputStream drained = marshaller.stream(chunk);
        assertThat(drained).isInstanceOf(KnownLength.class);
        assertThat(drained.available()).isEqualTo(4);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(((Drainable) drained).drainTo(out)).isEqualTo(4);
        assertThat(out).hasToString("abcd");
        InputStream read = marshaller.stream(chunk);
        assertThat(read.read()).isEqualTo('a');
        assertThat(read.readAllBytes()).asString().isEqualTo("bcd");
        Chunk parsed = marshaller.parse(new ByteArrayInputStream(ascii("abcd")));
        assertThat(parsed.size()).isEqualTo(4);
        assertThat(parsed.pieces()).containsExactly(ByteBuffer.wrap(ascii("abcd")));
    }
}
