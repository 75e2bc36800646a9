package dev.cairn.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
    private static RecordReader reader(String text) {
        return new RecordReader(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 0, 0);
    }

    private static LoadRecord tsv(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return Format.TSV.parse(1, bytes, bytes.length);
    }

    private static LoadRecord jsonl(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return Format.JSONL.parse(1, bytes, bytes.length);
    }

    @Test
    void knowsAtWhichByteEveryLineEnds() throws IOException {
        String longLine = "x".repeat(200_000);
        RecordReader reader = reader("one\n\n" + longLine + "\nlast");
        List<Long> offsets = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        while (reader.next()) {
            offsets.add(reader.offset());
            lengths.add(reader.length());
        }
        assertThat(offsets).containsExactly(4L, 5L, 200_006L, 200_010L);
        assertThat(lengths).containsExactly(3, 0, 200_000, 4);
        assertThat(reader.number()).isEqualTo(4);
    }

    @Test
    void readsEscapesAndLeavesOtherBackslashesAlone() {
        LoadRecord record = tsv("k\\ty\ta\\nb\\\\n\\d\tc\\");
        assertThat(record.key()).isEqualTo(Bytes.utf8("k\ty"));
        assertThat(record.value()).isEqualTo(Bytes.utf8("a\nb\\n\\d\tc\\"));
        assertThat(tsv("k\t").value()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void refusesALineWithoutATab() {
        assertThatThrownBy(() -> tsv("no value")).hasMessageContaining("no tab");
    }

    @Test
    void readsJsonPairs() {
        LoadRecord record = jsonl("{\"key64\":\"AP8=\",\"text\":\"é\"}");
        assertThat(record.key()).isEqualTo(Bytes.wrap(new byte[] {0, -1}));
        assertThat(record.value()).isEqualTo(Bytes.utf8("é"));
        assertThatThrownBy(() -> jsonl("{\"key\":\"a\"}")).hasMessageContaining("no value");
        assertThatThrownBy(() -> jsonl("{\"key\":\"a\",\"val\":1}"))
                .hasMessageContaining("read val");
        assertThatThrownBy(() -> jsonl("nonsense")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void remembersThePrefixThatIsDoneWithoutAGap() {
        LoadTally tally = new LoadTally(100, 10);
        LoadRecord record = new LoadRecord(11, Bytes.utf8("k"), Bytes.utf8("v"));
        tally.finished(new Batch(1, List.of(record, record), 300, 14), 1);
        assertThat(tally.standing()).isEqualTo(new LoadTally.Standing(1, 1, 100, 10));
        tally.finished(new Batch(0, List.of(record), 200, 12), 0);
        assertThat(tally.standing()).isEqualTo(new LoadTally.Standing(2, 1, 300, 14));
    }
}
