package dev.cairn.server.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Tells one boot of the machine from the next. */
final class BootId {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /**
     * The kernel's; where there is none, a new one each time, so that every start counts as one
     * after a power loss.
     */
    static String read() {
        try {
            return Files.readString(LINUX).strip();
        } catch (IOException noSuchSystem) {
            return UUID.randomUUID().toString();
        }
    }
}
