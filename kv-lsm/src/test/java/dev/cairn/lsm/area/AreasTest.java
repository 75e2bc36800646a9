package dev.cairn.lsm.area;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AreasTest {
    private static final long MEMTABLE_BYTES = 64 << 20;
    private static final long USUAL_BYTES = 2 << 20;

    private final Areas areas = new Areas(MEMTABLE_BYTES);

    private static boolean isZero(MemorySegment memory) {
        return memory.mismatch(MemorySegment.ofArray(new byte[(int) memory.byteSize()])) == -1;
    }

    @Test
    void anAreaThatWasGivenBackIsTakenAgain() {
        Area area = areas.take(USUAL_BYTES);
        areas.give(List.of(area));
        assertThat(areas.idleBytes()).isEqualTo(USUAL_BYTES);
        assertThat(areas.take(2 * USUAL_BYTES)).isNotSameAs(area);
        assertThat(areas.take(USUAL_BYTES)).isSameAs(area);
        assertThat(areas.idleBytes()).isZero();
    }

    @Test
    void aZeroedAreaIsZeroNewOrUsed() {
        Area area = areas.takeZeroed(USUAL_BYTES);
        assertThat(isZero(area.memory())).isTrue();
        area.memory().fill((byte) 7);
        areas.give(List.of(area));
        assertThat(areas.takeZeroed(USUAL_BYTES)).isSameAs(area);
        assertThat(isZero(area.memory())).isTrue();
    }

    @Test
    void noMoreThanAMemtableLiesIdleForLong() {
        areas.give(List.of(areas.take(MEMTABLE_BYTES)));
        assertThat(areas.isOverfull()).isFalse();
        areas.give(List.of(areas.take(USUAL_BYTES), areas.take(USUAL_BYTES)));
        assertThat(areas.isOverfull()).isTrue();
        areas.trim();
        assertThat(areas.idleBytes()).isEqualTo(2 * USUAL_BYTES);
    }

    @Test
    void whatIsGivenBackAfterTheEndIsFreed() {
        Area idle = areas.take(USUAL_BYTES);
        Area late = areas.take(USUAL_BYTES);
        areas.give(List.of(idle));
        areas.close();
        areas.give(List.of(late));
        for (Area area : List.of(idle, late)) {
            assertThatThrownBy(() -> area.memory().get(ValueLayout.JAVA_BYTE, 0))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void smallMemtablesTakeSmallAreas() {
        try (Areas small = new Areas(1 << 20)) {
            assertThat(small.usualBytes()).isEqualTo(256 << 10);
        }
        assertThat(areas.usualBytes()).isEqualTo(USUAL_BYTES);
    }
}
