package dev.cairn.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a body into {@link StreamEvent}s. A line that is none of theirs is passed over. */
final class EventStream {
    private static final int MAX_LINE = 1 << 26;

    private final Consumer<StreamEvent> sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String type = "";
    private String data = "";
    private String id = "";

    EventStream(Consumer<StreamEvent> sink) {
        this.sink = sink;
    }

    /** Reads to the end of the body; throws {@link IOException} also for an endless line. */
    void read(ChunkedBody body) throws IOException {
        for (byte[] chunk = body.next(MAX_LINE);
                chunk.length > 0;
                chunk = body.next(MAX_LINE - line.size())) {
            for (byte next : chunk) {
                if (next == '\n') {
                    take(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else {
                    line.write(next);
                }
            }
        }
    }

    private void take(String text) {
        if (text.isEmpty()) {
            sink.accept(new StreamEvent(type, data, id));
            type = "";
            data = "";
            id = "";
        } else if (text.startsWith("event: ")) {
            type = text.substring("event: ".length());
        } else if (text.startsWith("data: ")) {
            data = text.substring("data: ".length());
        } else if (text.startsWith("id: ")) {
            id = text.substring("id: ".length());
        }
    }
}
