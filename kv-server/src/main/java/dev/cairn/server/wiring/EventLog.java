package dev.cairn.server.wiring;

import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.server.lane.LaneThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Events as lines of the log, one each: what callers say of themselves stands in some. */
final class EventLog implements EventSink {
    private static final int MOST_CHARACTERS = 4_000;

    private final Logger logger = LoggerFactory.getLogger("cairn");

    @Override
    public void emit(Event event) {
        Level level =
                switch (event.severity()) {
                    case INFO -> Level.INFO;
                    case WARNING -> Level.WARN;
                    case ERROR -> Level.ERROR;
                };
        if (event instanceof LaneThread.LaneFailure failure) {
            logger.atLevel(level).setCause(failure.cause()).log(line(failure));
        } else {
            logger.atLevel(level).log(line(event));
        }
    }

    private static String line(Event event) {
        String message = event.message();
        StringBuilder line = new StringBuilder(Math.min(message.length(), MOST_CHARACTERS) + 1);
        for (int i = 0; i < message.length() && i < MOST_CHARACTERS; i++) {
            char c = message.charAt(i);
            boolean ends = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            line.append(ends ? ' ' : c);
        }
        return message.length() > MOST_CHARACTERS ? line.append('…').toString() : line.toString();
    }
}
