package dev.cairn.transport.grpc.link;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.nativeprotocol.Response;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Arrays;
import java.util.Optional;

/** What a call that failed says: the node's own error, if it is one. */
final class Failures {
    private static final Metadata.Key<String> CODE =
            Metadata.Key.of("cairn-error-code", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> OPERATION =
            Metadata.Key.of("cairn-operation", Metadata.ASCII_STRING_MARSHALLER);

    private Failures() {}

    /** The node's error; empty when the failure is that of the connection or of this side. */
    static Optional<Response> told(Throwable failure) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        if (trailers == null) {
            return Optional.empty();
        }
        String detail = String.valueOf(Status.fromThrowable(failure).getDescription());
        Optional<OperationId> operation =
                Optional.ofNullable(trailers.get(OPERATION)).map(OperationId::new);
        return Optional.ofNullable(trailers.get(CODE))
                .flatMap(Failures::code)
                .map(code -> new Response.Failed(new KvError(code, detail, operation)));
    }

    /** A newer node may have codes of its own. */
    private static Optional<ErrorCode> code(String name) {
        return Arrays.stream(ErrorCode.values()).filter(code -> code.name().equals(name)).findAny();
    }
}
