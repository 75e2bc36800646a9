package dev.cairn.server.wiring;

import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.server.lane.LaneThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Events as lines of the log. */
final class EventLog implements EventSink {
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
            logger.atLevel(level).setCause(failure.cause()).log(failure.message());
        } else {
            logger.atLevel(level).log(event.message());
        }
    }
}
