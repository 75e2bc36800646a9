package dev.cairn.replication.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.replication.watch.Journal.Mark;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
    private final Journal journal = new Journal(4);

    private void write(String... keys) {
        for (String key : keys) {
            journal.wrote(Bytes.utf8(key).segment());
        }
    }

    private List<String> behind(Mark mark) {
        Bytes[] target = new Bytes[3];
        int count = journal.copy(mark, target);
        return Arrays.stream(target, 0, count).map(Bytes::utf8).toList();
    }

    @Test
    void keysAreThereInTheirOrderFromTheMarkOn() {
        journal.open(7);
        write("a", "b");
        Mark mark = journal.end();
        write("c", "d");
        assertThat(behind(mark)).containsExactly("c", "d");
        assertThat(behind(journal.end())).isEmpty();
        assertThat(behind(new Mark(7, 0))).containsExactly("a", "b", "c");
    }

    @Test
    void whatWasOverwrittenOrIsOfAnotherJournalIsNotReached() {
        journal.open(7);
        write("a", "b", "c", "d", "e");
        assertThat(journal.reaches(new Mark(7, 1))).isTrue();
        assertThat(journal.reaches(new Mark(7, 0))).isFalse();
        assertThat(journal.reaches(new Mark(8, 5))).isFalse();
        assertThat(journal.reaches(new Mark(7, 6))).isFalse();
        assertThat(journal.copy(new Mark(7, 0), new Bytes[1])).isEqualTo(-1);
    }

    @Test
    void nothingIsNotedBeforeItIsOpenAndAllIsForgottenWhenItIsClosed() {
        write("a");
        journal.open(7);
        write("b");
        assertThat(behind(new Mark(7, 0))).containsExactly("b");
        journal.close();
        write("c");
        assertThat(journal.reaches(new Mark(7, 1))).isFalse();
        journal.open(8);
        assertThat(journal.end()).isEqualTo(new Mark(8, 0));
    }
}
