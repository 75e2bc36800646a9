package dev.cairn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.event.EventSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @Test
    void whoMayNotDoWhatItAsksForFillsNoDiskWithIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("audit");
        AuditLog log = new AuditLog("n1", Optional.of(file), Runnable::run, EventSink.NONE);
        log.record(
                "bob", "bucket.set", "b " + "\n".repeat(1 << 20), Optional.of(ErrorCode.FORBIDDEN));
        assertThat(Files.readString(file))
                .hasLineCount(1)
                .hasSizeLessThan(4_096)
                .contains("\"bob\"", "FORBIDDEN");
    }
}
