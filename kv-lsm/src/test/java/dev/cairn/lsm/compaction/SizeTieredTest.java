package dev.cairn.lsm.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.lsm.manifest.TableRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SizeTieredTest {
    @Test
    void fewTablesAreLeftAlone() {
        assertThat(SizeTiered.pick(tables(1, 1, 1))).isEmpty();
        assertThat(SizeTiered.pick(List.of())).isEmpty();
    }

    @Test
    void neighboursOfSimilarSizeArePicked() {
        List<TableRef> tables = tables(3, 4, 3, 5, 40, 160);
        assertThat(SizeTiered.pick(tables)).isEqualTo(tables.subList(0, 4));
        assertThat(SizeTiered.pick(tables(1, 50, 50, 50, 50))).hasSize(4);
    }

    @Test
    void theNumberOfTablesStaysLogarithmicAndSoDoesTheWork() {
        List<TableRef> tables = new ArrayList<>();
        long written = 0;
        int flushes = 2_000;
        for (int i = 1; i <= flushes; i++) {
            tables.addFirst(new TableRef(i, 1, i));
            for (List<TableRef> picked = SizeTiered.pick(tables);
                    !picked.isEmpty();
                    picked = SizeTiered.pick(tables)) {
                long size = picked.stream().mapToLong(TableRef::size).sum();
                int at = tables.indexOf(picked.getFirst());
                List<TableRef> inputs = List.copyOf(picked);
                tables.removeAll(inputs);
                tables.add(at, new TableRef(i, size, inputs.getFirst().newest()));
                written += size;
            }
            assertThat(tables.size()).isLessThanOrEqualTo(20);
        }
        assertThat((double) written / flushes).isLessThan(8);
    }

    private static List<TableRef> tables(long... sizes) {
        List<TableRef> tables = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            tables.add(new TableRef(i + 1, sizes[i], sizes.length - i));
        }
        return tables;
    }
}
