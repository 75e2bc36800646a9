package dev.cairn.transport.grpc.peer;

import io.grpc.Status;
import java.util.Optional;

/** Why a call has ended, in words for people. */
final class Causes {
    private Causes() {}

    /** What lies deepest says most: "connection refused" rather than "io exception". */
    static String of(Status status) {
        String description =
                Optional.ofNullable(status.getDescription()).orElse(status.getCode().name());
        Optional<Throwable> cause = Optional.ofNullable(status.getCause());
        if (cause.isEmpty()) {
            return description;
        }
        Throwable deepest = cause.get();
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return Optional.ofNullable(deepest.getMessage()).orElse(description);
    }
}
