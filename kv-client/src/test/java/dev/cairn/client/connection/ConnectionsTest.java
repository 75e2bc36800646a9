package dev.cairn.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConnectionsTest {
    private static final Address NODE = new Address("node", 4700);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Whatever it fails of: an attempt that never ended would stand for all later ones. */
    @Test
    void anAttemptThatFailsIsMadeAgain() throws InterruptedException {
        List<Throwable> failures =
                List.of(new IOException(), new IllegalStateException(), new OutOfMemoryError());
        AtomicInteger tries = new AtomicInteger();
        try (Connections connections =
                new Connections(node -> {
                    Throwable next = failures.get(tries.getAndIncrement());
                    if (next instanceof IOException unreachable) {
                        throw unreachable;
                    }
                    if (next instanceof Error serious) {
                        throw serious;
                    }
                    throw (RuntimeException) next;
                })) {
            for (Throwable failure : failures) {
                assertThat(connections.to(NODE))
                        .failsWithin(LIMIT)
                        .withThrowableThat()
                        .withCause(failure);
                while (connections.load(NODE) == Connections.UNREACHABLE) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
