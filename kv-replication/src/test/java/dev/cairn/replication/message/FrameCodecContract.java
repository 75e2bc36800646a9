package dev.cairn.replication.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What holds for every codec of a room's messages, whose first byte is their format. */
public abstract class FrameCodecContract<M> {
    /** Frame kind and payload, in hexadecimal, of one message of each shape. */
    protected abstract Map<String, M> golden();

    protected abstract Frame encode(M message);

    /** Throws {@link MalformedException}. */
    protected abstract M decode(int kind, MemorySegment payload);

    /** Whether the room takes frames of that kind. */
    protected abstract boolean takes(int kind);

    protected abstract int format();

    protected static byte[] payload(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    /** A frame that was encoded, decoded. */
    protected final M decode(Frame frame) {
        return decode(frame.kind(), MemorySegment.ofArray(payload(frame)));
    }

    private void assertMalformed(int kind, byte[] bytes) {
        assertThatThrownBy(() -> decode(kind, MemorySegment.ofArray(bytes)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void everyMessageHasItsGoldenBytesAndComesBackFromThem() {
        golden().forEach((line, message) -> {
            Frame frame = encode(message);
            String encoded =
                    Integer.toHexString(frame.kind())
                            + " "
                            + HexFormat.of().formatHex(payload(frame));
            assertThat(encoded).isEqualTo(line);
            assertThat(decode(frame)).isEqualTo(message);
            assertThat(FrameKinds.isReplication(frame.kind())).isTrue();
            assertThat(takes(frame.kind())).isTrue();
        });
    }

    @Test
    void truncatedLongerAndNewerBytesAreMalformed() {
        golden().values()
                .forEach(message -> {
                    Frame frame = encode(message);
                    byte[] whole = payload(frame);
                    for (int length = 0; length <= whole.length + 1; length++) {
                        if (length != whole.length) {
                            assertMalformed(frame.kind(), Arrays.copyOf(whole, length));
                        }
                    }
                    whole[0] = (byte) (format() + 1);
                    assertMalformed(frame.kind(), whole);
                });
    }

    @Seeded(cases = 300)
    void flippedBytesAreAMessageOrMalformedAndNothingElse(RandomGenerator random) {
        List<M> samples = List.copyOf(golden().values());
        Frame frame = encode(samples.get(random.nextInt(samples.size())));
        byte[] bytes = payload(frame);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            M read = decode(frame.kind(), MemorySegment.ofArray(bytes));
            assertThat(encode(read).kind()).isEqualTo(frame.kind());
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
