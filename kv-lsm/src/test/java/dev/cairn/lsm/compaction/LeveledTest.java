package dev.cairn.lsm.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.Pick;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeveledTest {
    private static final long TABLE = 100;

    private final Leveled strategy = new Leveled(LeveledConfig.DEFAULT, TABLE);

    @Test
    void flushedTablesGoToTheBottomOfASmallStore() {
        Levels few = Shape.flushed(100, 100, 100);
        assertThat(strategy.pick(few)).isEmpty();
        Levels enough = Shape.flushed(100, 100, 100, 100);
        assertThat(strategy.pick(enough)).contains(new Pick(enough.tables(), Levels.BOTTOM));
    }

    @Test
    void limitsAreSetFromTheBottomUp() {
        Levels levels = new Shape().table(6, "a", "z", 50_000).levels();
        assertThat(strategy.limits(levels)).containsExactly(0, 0, 0, 0, 500, 5_000, 50_000);
    }

    @Test
    void theFullestLevelGivesItsCheapestTableToTheNext() {
        Shape shape =
                new Shape()
                        .table(5, "a", "c", 3_000)
                        .table(5, "d", "f", 3_000)
                        .table(6, "a", "c", 40_000)
                        .table(6, "e", "g", 10_000);
        assertThat(strategy.pick(shape.levels()))
                .contains(new Pick(List.of(shape.at(1), shape.at(3)), 6));
    }

    @Test
    void levelZeroGoesFirstWhenItIsFuller() {
        Shape shape = new Shape().table(6, "a", "z", 3_000).table(5, "a", "b", 10);
        for (int i = 0; i < 8; i++) {
            shape.table(0, "a", "z", 100);
        }
        Pick pick = strategy.pick(shape.levels()).orElseThrow();
        assertThat(pick.target()).isEqualTo(6);
        assertThat(pick.inputs()).as("first what is above the level in use").hasSize(2);
    }

    @Test
    void aTableOfMostlyDeletesGoesDownThoughNothingIsFull() {
        Shape shape =
                new Shape()
                        .table(5, "a", "c", 100, 10)
                        .table(5, "d", "f", 100, 60)
                        .table(6, "a", "z", 50_000);
        assertThat(strategy.pick(shape.levels()))
                .contains(new Pick(List.of(shape.at(1), shape.at(2)), 6));
    }

    @Test
    void atRestLevelZeroGoesDownUnlessThatIsDear() {
        Levels cheap = new Shape().table(0, "a", "z", 100).table(6, "a", "z", 1_000).levels();
        assertThat(strategy.pick(cheap)).isEmpty();
        assertThat(strategy.pickAtRest(cheap)).contains(new Pick(cheap.tables(), 6));
        Levels dear = new Shape().table(0, "a", "z", 100).table(6, "a", "z", 1_001).levels();
        assertThat(strategy.pickAtRest(dear)).isEmpty();
        assertThat(strategy.pickAtRest(new Shape().levels())).isEmpty();
    }

    @Test
    void withinItsLimitsAStoreIsLeftAlone() {
        Shape shape =
                new Shape()
                        .table(0, "a", "z", 100)
                        .table(5, "a", "c", 4_000)
                        .table(6, "a", "z", 50_000);
        assertThat(strategy.pick(shape.levels())).isEmpty();
    }
}
