package dev.cairn.transport.grpc.client;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Optional;

/** Errors as gRPC says them: a status for every tool, the exact code in the trailers. */
final class Statuses {
    /** The name of the {@link ErrorCode}. */
    static final Metadata.Key<String> CODE =
            Metadata.Key.of("cairn-error-code", Metadata.ASCII_STRING_MARSHALLER);

    /** The id of a write that is in doubt. */
    static final Metadata.Key<String> OPERATION =
            Metadata.Key.of("cairn-operation", Metadata.ASCII_STRING_MARSHALLER);

    private Statuses() {}

    /** The error with its trailers. */
    static StatusException of(KvError error) {
        Metadata trailers = new Metadata();
        trailers.put(CODE, error.code().name());
        error.operation().ifPresent(id -> trailers.put(OPERATION, id.text()));
        return status(error.code()).withDescription(error.detail()).asException(trailers);
    }

    /** Ends a call with the error and its trailers. */
    static void close(ServerCall<?, ?> call, KvError error) {
        StatusException refusal = of(error);
        call.close(
                refusal.getStatus(),
                Optional.ofNullable(refusal.getTrailers()).orElseGet(Metadata::new));
    }

    /**
     * The status nearest in meaning; whether trying again may help is what clients read from it.
     */
    private static Status status(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, TOO_LARGE -> Status.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
            case FORBIDDEN -> Status.PERMISSION_DENIED;
            case NOT_FOUND -> Status.NOT_FOUND;
            case WRONG_MODE, GONE -> Status.FAILED_PRECONDITION;
            case CONFLICT -> Status.ABORTED;
            case OVERLOADED -> Status.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case TIMEOUT -> Status.DEADLINE_EXCEEDED;
            case INTERNAL -> Status.INTERNAL;
        };
    }
}
