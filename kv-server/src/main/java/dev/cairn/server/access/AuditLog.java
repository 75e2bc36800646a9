package dev.cairn.server.access;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.AdminAction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What administrators do: an event each, and a line of JSON in a file where there is one. The file
 * is opened for each line, so that it may be moved away at any time. Safe for all threads.
 */
public final class AuditLog {
    /** What is refused is told too, and a caller without a right decides how long it is. */
    private static final int MOST_DETAIL = 1_000;

    private final JsonFactory json = new JsonFactory();
    private final String node;
    private final Optional<Path> file;
    private final Executor storageThreads;
    private final EventSink events;

    /**
     * Of a node; {@code storageThreads} run what may wait for the disk, one after another or not.
     */
    public AuditLog(String node, Optional<Path> file, Executor storageThreads, EventSink events) {
        this.node = node;
        this.file = file;
        this.storageThreads = storageThreads;
        this.events = events;
    }

    void record(String user, String action, String detail, Optional<ErrorCode> failure) {
        AdminAction done =
                new AdminAction(user, action, cut(detail), failure.map(Enum::name).orElse("OK"));
        events.emit(done);
        file.ifPresent(path -> {
            byte[] line = line(done);
            try {
                storageThreads.execute(() -> append(path, line));
            } catch (RejectedExecutionException overrun) {
                fault(path, "too much waits for the disk");
            }
        });
    }

    private static String cut(String detail) {
        return detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) + '…' : detail;
    }

    private byte[] line(AdminAction action) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator line = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            line.writeStartObject();
            line.writeStringProperty("time", Instant.now().toString());
            line.writeStringProperty("node", node);
            line.writeStringProperty("user", action.user());
            line.writeStringProperty("action", action.action());
            line.writeStringProperty("detail", action.detail());
            line.writeStringProperty("outcome", action.outcome());
            line.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** One call of the kernel appends the line whole. */
    private void append(Path path, byte[] line) {
        try {
            Files.write(path, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            fault(path, failed.toString());
        }
    }

    private void fault(Path path, String reason) {
        events.emit(
                new Event.Note(
                        Event.Severity.ERROR,
                        "an administrator's action is missing in " + path + ": " + reason));
    }
}
