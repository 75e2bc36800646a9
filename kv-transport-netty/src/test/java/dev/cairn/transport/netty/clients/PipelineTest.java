package dev.cairn.transport.netty.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.testkit.check.Seeded;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class PipelineTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> answers = new ArrayList<>();
    private final List<Consumer<String>> started = new ArrayList<>();
    private int progress;
    private final Pipeline<String> pipeline =
            new Pipeline<>(channel.eventLoop(), 3, answers::add, () -> progress++);

    private static List<Key> keys(String... names) {
        return java.util.Arrays.stream(names).map(name -> new Key("b", Bytes.utf8(name))).toList();
    }

    private boolean read(String... names) {
        return pipeline.offer(keys(names), false, started::add);
    }

    private boolean write(String... names) {
        return pipeline.offer(keys(names), true, started::add);
    }

    @Test
    void answersComeInTheOrderOfTheOperations() {
        read("a");
        read("b");
        assertThat(pipeline.offer("c")).isTrue();
        started.get(1).accept("b");
        assertThat(answers).isEmpty();
        started.get(0).accept("a");
        assertThat(answers).containsExactly("a", "b", "c");
        assertThat(pipeline.isEmpty()).isTrue();
    }

    @Test
    void readsOfOneKeyRunTogetherAndAWriteWaitsForThem() {
        assertThat(read("a")).isTrue();
        assertThat(read("a")).isTrue();
        assertThat(write("a")).isFalse();
        started.get(0).accept("1");
        assertThat(write("a")).isFalse();
        started.get(1).accept("2");
        assertThat(write("a")).isTrue();
        assertThat(read("a")).isFalse();
        assertThat(read("b")).isTrue();
        started.get(2).accept("3");
        assertThat(read("a")).isTrue();
    }

    @Test
    void aFullPipelineRefusesUntilAnAnswerWentOut() {
        assertThat(read("a", "b")).isTrue();
        assertThat(read("c")).isTrue();
        assertThat(read("d")).isFalse();
        started.get(1).accept("c");
        assertThat(read("d")).as("the answer waits behind the first").isFalse();
        started.get(0).accept("ab");
        assertThat(progress).isEqualTo(2);
        assertThat(read("d")).isTrue();
    }

    @Test
    void anOperationLargerThanTheLimitRunsAlone() {
        assertThat(read("a", "b", "c", "d")).isTrue();
        assertThat(read("e")).isFalse();
        started.get(0).accept("x");
        assertThat(read("e")).isTrue();
        assertThat(read("a", "b", "c", "d")).isFalse();
    }

    /**
     * Whatever is offered and answered in whatever order: answers stay in order and no two
     * operations clash.
     */
    @Seeded(cases = 100)
    void orderHoldsUnderRandomLoad(RandomGenerator random) {
        Set<Integer> writing = new HashSet<>();
        List<Integer> reading = new ArrayList<>();
        List<Runnable> finishing = new ArrayList<>();
        int offered = 0;
        for (int step = 0; step < 300; step++) {
            if (random.nextBoolean() && !finishing.isEmpty()) {
                finishing.remove(random.nextInt(finishing.size())).run();
                continue;
            }
            int key = random.nextInt(3);
            boolean writes = random.nextBoolean();
            String name = "op " + offered;
            boolean taken =
                    pipeline.offer(
                            keys("k" + key),
                            writes,
                            done -> {
                                assertThat(writing).doesNotContain(key);
                                assertThat(!writes || !reading.contains(key)).isTrue();
                                if (writes) {
                                    writing.add(key);
                                } else {
                                    reading.add(key);
                                }
                                finishing.add(() -> {
                                    if (writes) {
                                        writing.remove(key);
                                    } else {
                                        reading.remove((Integer) key);
                                    }
                                    done.accept(name);
                                });
                            });
            offered += taken ? 1 : 0;
        }
        while (!finishing.isEmpty()) {
            finishing.removeLast().run();
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < offered; i++) {
            expected.add("op " + i);
        }
        assertThat(answers).isEqualTo(expected);
    }
}
