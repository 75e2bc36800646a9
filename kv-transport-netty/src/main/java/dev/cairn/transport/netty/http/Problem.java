package dev.cairn.transport.netty.http;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import java.util.Optional;

/**
 * Errors as HTTP tells them: {@code application/problem+json} (RFC 9457) with a code, and the
 * status of each code.
 */
final class Problem {
    private static final String SCHEMES = "Basic realm=\"cairn\", Bearer";
    private static final String RETRY_SECONDS = "1";

    private Problem() {}

    /** The status of a code. */
    static int status(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case WRONG_MODE -> 409;
            case GONE -> 410;
            case CONFLICT -> 412;
            case TOO_LARGE -> 413;
            case OVERLOADED -> 429;
            case INTERNAL -> 500;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
        };
    }

    private static String title(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST -> "The request is malformed";
            case UNAUTHENTICATED -> "The caller did not prove who it is";
            case FORBIDDEN -> "The caller may not do this";
            case NOT_FOUND -> "There is no such thing";
            case WRONG_MODE -> "The bucket's mode does not allow this";
            case GONE -> "Too old to say";
            case CONFLICT -> "A condition did not hold";
            case TOO_LARGE -> "The request is too large";
            case OVERLOADED -> "The node is overloaded";
            case INTERNAL -> "The node has a fault";
            case UNAVAILABLE -> "Too few replicas answer";
            case TIMEOUT -> "The deadline passed";
        };
    }

    /** The answer that tells of {@code error}. */
    static Response of(KvError error) {
        return of(status(error.code()), error.code(), error.detail(), error.operation());
    }

    /** An answer that tells of an error which leaves nothing in doubt. */
    static Response of(ErrorCode code, String detail) {
        return of(KvError.of(code, detail));
    }

    /** A method that the path does not know; {@code allowed} are those it does. */
    static Response method(String method, String allowed) {
        return of(
                        405,
                        ErrorCode.BAD_REQUEST,
                        "the path takes " + allowed + ", not " + method,
                        Optional.empty())
                .with("Allow", allowed);
    }

    private static Response of(
            int status, ErrorCode code, String detail, Optional<OperationId> operation) {
        byte[] document =
                Json.object(json -> {
                    json.writeStringProperty("type", "about:blank");
                    json.writeStringProperty("title", title(code));
                    json.writeNumberProperty("status", status);
                    json.writeStringProperty("code", code.name());
                    json.writeStringProperty("detail", detail);
                    operation.ifPresent(id -> json.writeStringProperty("operation", id.text()));
                });
        Response response = Response.of(status, "application/problem+json", document);
        if (operation.isPresent()) {
            response = response.with("KV-Operation", operation.get().text());
        }
        return switch (code) {
            case OVERLOADED -> response.with("Retry-After", RETRY_SECONDS);
            case UNAUTHENTICATED -> response.with("WWW-Authenticate", SCHEMES);
            default -> response;
        };
    }
}
