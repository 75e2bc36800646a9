package dev.cairn.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cairn.api.security.AccessRefused;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Refusals.Reason;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventLogTest {
    private static final int LONGEST = 4_100;

    private final Logger logger = (Logger) LoggerFactory.getLogger("cairn");
    private final Thread tester = Thread.currentThread();

    /** Nodes of other tests may log meanwhile. */
    private final ListAppender<ILoggingEvent> lines =
            new ListAppender<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    if (Thread.currentThread() == tester) {
                        super.append(event);
                    }
                }
            };

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private String logged(String user) {
        Credentials shown = new Credentials.Password(Optional.of(user), "secret");
        new EventLog()
                .emit(new AccessRefused(Reason.CREDENTIALS, "a client", shown + " is wrong", 1));
        return lines.list.getLast().getFormattedMessage();
    }

    @Test
    void aCallerWritesNoLinesOfItsOwn() {
        assertThat(logged("x\r\n2026-11-22 INFO all is well\u2028\u001b[2J"))
                .contains("x  2026-11-22 INFO all is well")
                .doesNotContainPattern("[\\p{Cntrl}\u2028]");
    }

    @Test
    void aCallerFillsNoDisk() {
        assertThat(logged("x".repeat(1 << 20))).hasSizeLessThan(LONGEST).contains("xxx");
    }
}
