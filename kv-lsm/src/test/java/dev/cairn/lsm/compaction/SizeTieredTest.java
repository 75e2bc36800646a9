package dev.cairn.lsm.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.lsm.spi.Levels;
import dev.cairn.lsm.spi.Pick;
import org.junit.jupiter.api.Test;

final class SizeTieredTest {
    private final SizeTiered strategy = new SizeTiered(SizeTieredConfig.DEFAULT);

    @Test
    void fewRunsAreLeftAlone() {
        assertThat(strategy.pick(Shape.flushed(1, 1, 1))).isEmpty();
        assertThat(strategy.pick(Shape.flushed())).isEmpty();
    }

    @Test
    void neighboursOfSimilarSizeStayInLevel0WhenSomethingOlderIsLeft() {
        Levels levels = Shape.flushed(3, 4, 3, 5, 40, 160);
        assertThat(strategy.pick(levels)).contains(new Pick(levels.tables().subList(0, 4), 0));
    }

    @Test
    void whatIncludesTheOldestRunGoesToTheBottom() {
        Levels levels = Shape.flushed(1, 50, 50, 50, 50);
        assertThat(strategy.pick(levels))
                .contains(new Pick(levels.tables().subList(1, 5), Levels.BOTTOM));
    }

    @Test
    void aLevelThatAnotherStrategyLeftIsOneRun() {
        Shape shape =
                new Shape()
                        .table(0, "a", "z", 4)
                        .table(0, "a", "z", 4)
                        .table(1, "a", "h", 3)
                        .table(1, "k", "z", 3)
                        .table(4, "c", "x", 5);
        assertThat(strategy.pick(shape.levels()))
                .contains(new Pick(shape.levels().tables(), Levels.BOTTOM));
    }
}
