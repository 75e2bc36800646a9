package dev.cairn.server.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
    private static final Runnable NOTHING = () -> {};

    @Test
    void givesOutWhatIsDueInTheOrderOfTime() {
        SplittableRandom random = new SplittableRandom(1);
        TimerHeap heap = new TimerHeap();
        List<TimerHeap.Entry> left = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            TimerHeap.Entry entry = new TimerHeap.Entry(random.nextLong(500), NOTHING);
            heap.add(entry);
            left.add(entry);
        }
        for (int i = 0; i < 400; i++) {
            TimerHeap.Entry cancelled = left.remove(random.nextInt(left.size()));
            heap.remove(cancelled);
            heap.remove(cancelled);
        }
        assertThat(heap.size()).isEqualTo(600);
        left.sort(Comparator.comparingLong(TimerHeap.Entry::dueNanos));
        for (TimerHeap.Entry expected : left) {
            TimerHeap.Entry due = heap.pollDue(500);
            assertThat(due).isNotNull();
            assertThat(due.dueNanos()).isEqualTo(expected.dueNanos());
        }
        assertThat(heap.pollDue(500)).isNull();
    }

    @Test
    void keepsWhatIsNotDueYet() {
        TimerHeap heap = new TimerHeap();
        heap.add(new TimerHeap.Entry(100, NOTHING));
        assertThat(heap.pollDue(99)).isNull();
        assertThat(heap.untilNext(40, 1_000)).isEqualTo(60);
        assertThat(heap.untilNext(140, 1_000)).isZero();
        assertThat(heap.pollDue(100)).isNotNull();
        assertThat(heap.untilNext(100, 1_000)).isEqualTo(1_000);
    }

    @Test
    void outlivesTheOverflowOfTheClock() {
        TimerHeap heap = new TimerHeap();
        heap.add(new TimerHeap.Entry(Long.MAX_VALUE + 10, NOTHING));
        heap.add(new TimerHeap.Entry(Long.MAX_VALUE - 10, NOTHING));
        assertThat(heap.pollDue(Long.MAX_VALUE)).isNotNull();
        assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
        assertThat(heap.pollDue(Long.MAX_VALUE + 10)).isNotNull();
    }
}
