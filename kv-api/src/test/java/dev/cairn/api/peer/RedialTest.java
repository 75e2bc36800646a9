package dev.cairn.api.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Clock;
import dev.cairn.api.env.Lane;
import dev.cairn.api.env.LaneDriver;
import dev.cairn.api.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class RedialTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final NodeId PEER = new NodeId("n2");

    private final HandLane lane = new HandLane();
    private final List<String> told = new ArrayList<>();
    private int attempts;
    private final Redial redial =
            new Redial(
                    new Address("10.0.0.2", 4702),
                    lane,
                    new Backoff(FIRST, MOST, new SplittableRandom(1)),
                    event -> told.add(((Event.Note) event).message()),
                    () -> attempts++);

    /** A lane whose later tasks the test runs by hand. */
    private static final class HandLane implements Lane {
        final List<Duration> pauses = new ArrayList<>();
        final List<Runnable> later = new ArrayList<>();

        void runLater() {
            List<Runnable> due = List.copyOf(later);
            later.clear();
            due.forEach(Runnable::run);
        }

        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public Clock clock() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            pauses.add(delay);
            later.add(task);
            return () -> later.remove(task);
        }

        @Override
        public <D extends LaneDriver> D driver(Class<D> type, Function<Lane, D> factory) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    @Test
    void startingTwiceIsOneAttempt() {
        redial.start();
        redial.start();
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void eachFailureAndEachEndIsFollowedByAnotherAttemptAfterAPause() {
        redial.start();
        redial.failed("connection refused");
        assertThat(attempts).isEqualTo(1);
        lane.runLater();
        redial.up(PEER);
        redial.lost(PEER, "reset");
        lane.runLater();
        assertThat(attempts).isEqualTo(3);
        assertThat(lane.pauses)
                .allSatisfy(pause -> assertThat(pause).isBetween(FIRST.dividedBy(2), FIRST));
    }

    @Test
    void aRefusalIsFollowedByTheLongestPauseUntilALinkHasBeenUp() {
        redial.refused("it is of cluster 1, this node is of cluster 2");
        redial.failed("connection refused");
        redial.up(PEER);
        redial.lost(PEER, "reset");
        assertThat(lane.pauses.getFirst()).isGreaterThanOrEqualTo(MOST.dividedBy(2));
        assertThat(lane.pauses.get(1)).isGreaterThanOrEqualTo(MOST.dividedBy(2));
        assertThat(lane.pauses.getLast()).isLessThanOrEqualTo(FIRST);
    }

    @Test
    void theSameAgainAndAgainIsToldOnce() {
        for (int i = 0; i < 3; i++) {
            redial.failed("connection refused");
        }
        redial.refused("the key is unknown");
        redial.failed("connection refused");
        assertThat(told)
                .containsExactly(
                        "no link to 10.0.0.2:4702: connection refused",
                        "10.0.0.2:4702 refused the link: the key is unknown",
                        "no link to 10.0.0.2:4702: connection refused");
    }

    @Test
    void afterCloseNothingIsTriedOrTold() {
        redial.close();
        redial.lost(PEER, "closed");
        assertThat(lane.pauses).isEmpty();
        assertThat(told).isEmpty();
        assertThat(redial.isClosed()).isTrue();
    }
}
