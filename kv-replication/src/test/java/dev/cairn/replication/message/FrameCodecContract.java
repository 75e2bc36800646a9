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
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What holds for every codec of a room's messages, whose first byte is their format. */
public abstract class FrameCodecContract<M> {
    private final Map<String, M> golden;
    private final Function<M, Frame> encoder;
    private final Decoder<M> decoder;
    private final IntPredicate taken;
    private final int format;

    /** Makes a message of what came; throws {@link MalformedException}. */
    @FunctionalInterface
    protected interface Decoder<M> {
        M decode(int kind, MemorySegment payload);
    }

    /**
     * What the rules are checked for.
     *
     * @param golden a message of each shape under its frame's kind and payload, in hexadecimal
     * @param taken whether the room takes frames of a kind
     */
    protected FrameCodecContract(
            Map<String, M> golden,
            Function<M, Frame> encoder,
            Decoder<M> decoder,
            IntPredicate taken,
            int format) {
        this.golden = golden;
        this.encoder = encoder;
        this.decoder = decoder;
        this.taken = taken;
        this.format = format;
    }

    protected static byte[] payload(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    /** A frame that was encoded, decoded. */
    protected final M decode(Frame frame) {
        return decoder.decode(frame.kind(), MemorySegment.ofArray(payload(frame)));
    }

    private void assertMalformed(int kind, byte[] bytes) {
        assertThatThrownBy(() -> decoder.decode(kind, MemorySegment.ofArray(bytes)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void everyMessageHasItsGoldenBytesAndComesBackFromThem() {
        golden.forEach((line, message) -> {
            Frame frame = encoder.apply(message);
            String encoded =
                    Integer.toHexString(frame.kind())
                            + " "
                            + HexFormat.of().formatHex(payload(frame));
            assertThat(encoded).isEqualTo(line);
            assertThat(decode(frame)).isEqualTo(message);
            assertThat(FrameKinds.isReplication(frame.kind())).isTrue();
            assertThat(taken.test(frame.kind())).isTrue();
        });
    }

    @Test
    void truncatedLongerAndNewerBytesAreMalformed() {
        golden.values()
                .forEach(message -> {
                    Frame frame = encoder.apply(message);
                    byte[] whole = payload(frame);
                    for (int length = 0; length <= whole.length + 1; length++) {
                        if (length != whole.length) {
                            assertMalformed(frame.kind(), Arrays.copyOf(whole, length));
                        }
                    }
                    whole[0] = (byte) (format + 1);
                    assertMalformed(frame.kind(), whole);
                });
    }

    @Seeded(cases = 300)
    void flippedBytesAreAMessageOrMalformedAndNothingElse(RandomGenerator random) {
        List<M> samples = List.copyOf(golden.values());
        Frame frame = encoder.apply(samples.get(random.nextInt(samples.size())));
        byte[] bytes = payload(frame);
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            M read = decoder.decode(frame.kind(), MemorySegment.ofArray(bytes));
            assertThat(encoder.apply(read).kind()).isEqualTo(frame.kind());
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
