package dev.cairn.replication.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyQueuesTest {
    private final StorageKey a = StorageKey.of(1, new Key("b", Bytes.utf8("a")));
    private final StorageKey b = StorageKey.of(2, new Key("b", Bytes.utf8("b")));
    private final KeyQueues queues = new KeyQueues(2);
    private final List<String> ran = new ArrayList<>();

    private boolean enter(StorageKey key, String name) {
        return queues.enter(key, () -> ran.add(name));
    }

    private void block(StorageKey key, String name) {
        queues.enter(
                key,
                () -> {
                    ran.add(name);
                    queues.hold(key);
                });
    }

    @Test
    void tasksOfAFreeKeyRunAtOnce() {
        assertThat(enter(a, "1")).isTrue();
        assertThat(enter(a, "2")).isTrue();
        assertThat(ran).containsExactly("1", "2");
    }

    @Test
    void whatComesForAHeldKeyWaitsInOrderAndOtherKeysGoOn() {
        block(a, "1");
        enter(a, "2");
        enter(b, "3");
        enter(a, "4");
        assertThat(ran).containsExactly("1", "3");
        queues.release(a, () -> ran.add("end of 1"));
        assertThat(ran).containsExactly("1", "3", "end of 1", "2", "4");
        assertThat(enter(a, "5")).isTrue();
        assertThat(ran).endsWith("5");
    }

    @Test
    void aWaitingTaskMayHoldTheKeyAgain() {
        block(a, "1");
        block(a, "2");
        enter(a, "3");
        queues.release(a, () -> ran.add("end of 1"));
        assertThat(ran).containsExactly("1", "end of 1", "2");
        queues.release(a, () -> ran.add("end of 2"));
        assertThat(ran).containsExactly("1", "end of 1", "2", "end of 2", "3");
    }

    @Test
    void whatARunningTaskAddsForItsKeyComesAfterWhatWaited() {
        block(a, "1");
        enter(a, "2");
        queues.release(a, () -> enter(a, "3"));
        assertThat(ran).containsExactly("1", "2", "3");
    }

    @Test
    void tooManyWaitingTasksAreNotTaken() {
        block(a, "1");
        block(b, "2");
        assertThat(enter(a, "3")).isTrue();
        assertThat(enter(b, "4")).isTrue();
        assertThat(enter(a, "5")).isFalse();
        queues.release(a, () -> {});
        assertThat(enter(b, "6")).isTrue();
    }
}
