package dev.cairn.lsm.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LevelsTest {
    private static TableMeta table(long number, int level, String from, String to) {
        return new TableMeta(number, level, 10, 10, 0, Bytes.utf8(from), Bytes.utf8(to), number);
    }

    private static final TableMeta OLD = table(1, 0, "a", "m");
    private static final TableMeta MIDDLE = table(2, 0, "k", "z");
    private static final TableMeta NEW = table(3, 0, "c", "e");
    private static final TableMeta LEFT = table(4, 1, "a", "d");
    private static final TableMeta RIGHT = table(5, 1, "p", "s");
    private static final TableMeta BELOW = table(6, 2, "b", "r");

    private final Levels levels = new Levels(List.of(BELOW, RIGHT, OLD, LEFT, NEW, MIDDLE));

    private void refused(int target, TableMeta... inputs) {
        assertThat(levels.refusal(new Pick(List.of(inputs), target))).isPresent();
    }

    private void allowed(int target, TableMeta... inputs) {
        assertThat(levels.refusal(new Pick(List.of(inputs), target))).isEmpty();
    }

    @Test
    void runsAreNewestFirst() {
        assertThat(levels.runs())
                .containsExactly(
                        List.of(NEW),
                        List.of(MIDDLE),
                        List.of(OLD),
                        List.of(LEFT, RIGHT),
                        List.of(BELOW));
    }

    @Test
    void nothingNewerSinksBeneathSomethingOlder() {
        refused(1, NEW, LEFT);
        refused(1, NEW, OLD);
        refused(2, OLD, BELOW);
        allowed(1, NEW, MIDDLE, OLD, LEFT, RIGHT);
        allowed(2, LEFT, RIGHT, BELOW);
        allowed(1, OLD, LEFT);
    }

    @Test
    void tablesOfLevel0AreMergedThereWithAllBetweenThem() {
        Levels wide =
                new Levels(
                        List.of(
                                table(1, 0, "a", "z"),
                                table(2, 0, "a", "z"),
                                table(3, 0, "a", "z")));
        Pick ends = new Pick(List.of(wide.tables().getFirst(), wide.tables().getLast()), 0);
        assertThat(wide.refusal(ends)).isPresent();
        assertThat(wide.refusal(new Pick(wide.tables().subList(1, 3), 0))).isEmpty();
    }

    @Test
    void aTableNeverRisesAndNeverOverlapsAnotherOfItsLevel() {
        refused(1, BELOW);
        refused(1, OLD);
        refused(7, BELOW);
        refused(2);
        refused(2, table(9, 1, "a", "b"));
        allowed(3, BELOW);
    }

    @Test
    void deletesMayGoWhenNothingOlderLiesBeneath() {
        assertThat(levels.hidesSomething(new Pick(List.of(OLD, LEFT), 1))).isTrue();
        assertThat(levels.hidesSomething(new Pick(List.of(LEFT, RIGHT, BELOW), 2))).isFalse();
        assertThat(levels.hidesSomething(new Pick(List.of(NEW, MIDDLE), 0))).isTrue();
    }
}
