package dev.cairn.replication.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.testkit.check.Seeded;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * What holds for a codec of messages that travel as values of other frames. Its golden file lies
 * beside the test: the name of a sample and its bytes in hexadecimal, a line each.
 */
public abstract class GoldenFileContract<M> {
    private final String file;
    private final Map<String, M> samples;
    private final Function<M, Bytes> encoder;
    private final Function<MemorySegment, M> decoder;

    /** {@code decoder} throws {@link MalformedException} for what is no message. */
    protected GoldenFileContract(
            String file,
            Map<String, M> samples,
            Function<M, Bytes> encoder,
            Function<MemorySegment, M> decoder) {
        this.file = file;
        this.samples = samples;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    private M decode(byte[] bytes) {
        return decoder.apply(MemorySegment.ofArray(bytes));
    }

    private Map<String, String> golden() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        try (InputStream golden = getClass().getResourceAsStream(file)) {
            String text = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
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
        samples.forEach((name, message) -> {
            byte[] bytes = encoder.apply(message).toByteArray();
            encoded.put(name, HexFormat.of().formatHex(bytes));
            assertThat(decode(bytes)).isEqualTo(message);
        });
        assertThat(encoded).isEqualTo(golden());
    }

    @Test
    void everyTruncationAndEveryByteTooManyIsMalformed() {
        for (M message : samples.values()) {
            byte[] whole = encoder.apply(message).toByteArray();
            for (int length = 0; length <= whole.length + 1; length++) {
                if (length != whole.length) {
                    byte[] other = Arrays.copyOf(whole, length);
                    assertThatThrownBy(() -> decode(other)).isInstanceOf(MalformedException.class);
                }
            }
        }
    }

    @Seeded(cases = 300)
    void changedBytesAreAMessageOrMalformedAndNothingElse(RandomGenerator random) {
        List<M> all = List.copyOf(samples.values());
        byte[] bytes = encoder.apply(all.get(random.nextInt(all.size()))).toByteArray();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            M read = decode(bytes);
            assertThat(decode(encoder.apply(read).toByteArray())).isEqualTo(read);
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }
}
