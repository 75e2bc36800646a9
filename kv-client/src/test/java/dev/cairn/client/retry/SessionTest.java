package dev.cairn.client.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.SessionOperation;
import dev.cairn.testkit.check.Seeded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which writes of a client need not be known again. */
class SessionTest {
    private final Session session =
            new Session(5, InstantSource.fixed(Instant.ofEpochMilli(1_000)));

    private static List<Long> once(SessionOperation operation) {
        return LongStream.range(operation.onceFrom(), operation.onceTo()).boxed().toList();
    }

    @Test
    void whatHasSucceededAtOnceNeedNotBeKnownAgain() {
        SessionOperation first = session.begin();
        assertThat(first).isEqualTo(new SessionOperation(5, 1, 1_000, 1, 1));
        SessionOperation second = session.begin();
        assertThat(once(second)).as("the first is under way").isEmpty();
        session.ended(1, true);
        session.ended(2, true);
        assertThat(once(session.begin())).containsExactly(1L, 2L);
    }

    @Test
    void whatWasSentTwiceOrHasFailedHasToBeAndSoHasWhatCameBefore() {
        for (int i = 0; i < 4; i++) {
            session.begin();
        }
        session.ended(3, false);
        session.ended(1, true);
        assertThat(once(session.begin())).isEmpty();
        session.ended(2, true);
        session.ended(4, true);
        assertThat(once(session.begin())).containsExactly(4L);
    }

    @Seeded(cases = 20)
    void itNeverSaysSoOfOneThatIsUnderWayOrInDoubt(RandomGenerator random) {
        List<Long> open = new ArrayList<>();
        Set<Long> atOnce = new HashSet<>();
        for (int step = 0; step < 6_000; step++) {
            if (open.size() < 30 && random.nextBoolean()) {
                SessionOperation next = session.begin();
                open.add(next.number());
                assertThat(next.onceTo()).isLessThanOrEqualTo(open.getFirst());
                if (next.onceFrom() < next.onceTo()) {
                    for (long number : List.of(next.onceFrom(), next.onceTo() - 1)) {
                        assertThat(atOnce.contains(number)).as("of %d", number).isTrue();
                    }
                }
            } else if (!open.isEmpty()) {
                long ended = open.remove(random.nextInt(open.size()));
                boolean once = random.nextInt(50) > 0;
                session.ended(ended, once);
                if (once) {
                    atOnce.add(ended);
                }
            }
        }
    }
}
