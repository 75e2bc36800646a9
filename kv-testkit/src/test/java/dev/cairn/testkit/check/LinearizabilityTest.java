package dev.cairn.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.check.CasRegister.CompareAndSet;
import dev.cairn.testkit.check.CasRegister.Done;
import dev.cairn.testkit.check.CasRegister.Input;
import dev.cairn.testkit.check.CasRegister.Output;
import dev.cairn.testkit.check.CasRegister.Read;
import dev.cairn.testkit.check.CasRegister.Value;
import dev.cairn.testkit.check.CasRegister.Write;
import dev.cairn.testkit.check.Linearizability.Linearizable;
import dev.cairn.testkit.check.Linearizability.Verdict;
import dev.cairn.testkit.check.Linearizability.Violated;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Histories that are known to be right or wrong, as drawn; and random ones made from an order. */
class LinearizabilityTest {
    private final History<Input<Integer>, Output<Integer>> history = new History<>();

    private History<Input<Integer>, Output<Integer>>.Operation write(int value) {
        return history.invoked("w", new Write<>(value));
    }

    private History<Input<Integer>, Output<Integer>>.Operation read() {
        return history.invoked("r", new Read<>());
    }

    private History<Input<Integer>, Output<Integer>>.Operation set(int expected, int next) {
        return history.invoked("c", new CompareAndSet<>(expected, next));
    }

    private Verdict verdict() {
        return Linearizability.check(new CasRegister<>(0), history);
    }

    @Test
    void nothingIsLinearizable() {
        assertThat(verdict()).isInstanceOf(Linearizable.class);
    }

    @Test
    void aReadMayOverlapAWriteAndSeeEitherValue() {
        var writing = write(1);
        read().returned(new Value<>(0));
        read().returned(new Value<>(1));
        writing.returned(new Done<>(true));
        read().returned(new Value<>(1));
        assertThat(verdict()).isInstanceOf(Linearizable.class);
    }

    @Test
    void readsDoNotGoBack() {
        var writing = write(1);
        read().returned(new Value<>(1));
        read().returned(new Value<>(0));
        writing.returned(new Done<>(true));
        assertThat(verdict()).isInstanceOf(Violated.class);
    }

    @Test
    void anAnsweredWriteIsSeen() {
        write(1).returned(new Done<>(true));
        read().returned(new Value<>(0));
        assertThat(verdict()).isInstanceOf(Violated.class);
    }

    @Test
    void aWriteInDoubtMayTakeEffectLateOrNever() {
        write(1);
        read().returned(new Value<>(0));
        assertThat(verdict()).isInstanceOf(Linearizable.class);
        read().returned(new Value<>(1));
        assertThat(verdict()).isInstanceOf(Linearizable.class);
        read().returned(new Value<>(0));
        assertThat(verdict()).isInstanceOf(Violated.class);
    }

    @Test
    void aWriteThatFailedHasNoEffect() {
        write(1).failed();
        read().returned(new Value<>(1));
        assertThat(verdict()).isInstanceOf(Violated.class);
    }

    @Test
    void ofTwoCompareAndSetsFromOneValueOneSucceeds() {
        var one = set(0, 1);
        var other = set(0, 2);
        one.returned(new Done<>(true));
        other.returned(new Done<>(false));
        assertThat(verdict()).isInstanceOf(Linearizable.class);
        set(1, 3).returned(new Done<>(true));
        assertThat(verdict()).isInstanceOf(Linearizable.class);
        set(1, 4).returned(new Done<>(true));
        assertThat(verdict()).isInstanceOf(Violated.class);
    }

    @Test
    void aViolationTellsTheLongestOrderAndWhatIsLeft() {
        write(1).returned(new Done<>(true));
        read().returned(new Value<>(7));
        assertThat(((Violated) verdict()).explanation())
                .contains("[0, 1] w Write[value=1]")
                .containsSubsequence("left over", "Value[value=7]");
    }

    /** Calls overlap by chance, and each takes effect at one moment between its ends. */
    private int random(RandomGenerator random, int steps, int inDoubtOutOf100) {
        List<Pending> running = new ArrayList<>();
        int state = 0;
        int reads = 0;
        for (int i = 0; i < steps; i++) {
            if (running.size() < 6 && random.nextBoolean()) {
                boolean isRead = random.nextBoolean();
                int expected = random.nextInt(3) == 0 ? i : state;
                var operation = isRead ? read() : set(expected, 1000 + i);
                running.add(new Pending(operation, isRead, expected, 1000 + i));
            } else if (!running.isEmpty()) {
                Pending one = running.remove(random.nextInt(running.size()));
                boolean changes = !one.isRead && one.expected == state;
                Output<Integer> output = one.isRead ? new Value<>(state) : new Done<>(changes);
                state = changes ? one.next : state;
                if (random.nextInt(100) >= inDoubtOutOf100) {
                    one.operation.returned(output);
                    reads += one.isRead ? 1 : 0;
                }
            }
        }
        return reads == 0 ? 0 : state;
    }

    private record Pending(
            History<Input<Integer>, Output<Integer>>.Operation operation,
            boolean isRead,
            int expected,
            int next) {}

    @Seeded(cases = 50)
    void whateverAnOrderExplainsIsFoundLinearizable(RandomGenerator random) {
        random(random, 400, 10);
        assertThat(verdict()).isInstanceOf(Linearizable.class);
    }

    @Seeded(cases = 50)
    void aStaleReadAfterwardsIsFoundOut(RandomGenerator random) {
        int last = random(random, 200, 0);
        write(-1).returned(new Done<>(true));
        read().returned(new Value<>(last));
        assertThat(verdict()).isInstanceOf(Violated.class);
    }
}
