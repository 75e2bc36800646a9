package dev.cairn.bench.served;

import java.util.Locale;

/**
 * What a client does.
 *
 * @param command GET or SET
 * @param connections connections at once
 * @param pipeline requests in flight on each
 */
record Workload(Command command, int connections, int pipeline) {
    /** The command that is measured. */
    enum Command {
        GET,
        SET;

        String lower() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return command + " " + connections + " × " + pipeline;
    }
}
