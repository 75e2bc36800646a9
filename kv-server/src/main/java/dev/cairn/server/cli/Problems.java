package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;

/** Errors as the HTTP API tells them, {@code application/problem+json}. */
final class Problems {
    private Problems() {}

    /** What to throw for an answer that is no success. */
    static CommandException of(Reply reply) {
        Json problem =
                reply.body().length > 0 && reply.body()[0] == '{'
                        ? Json.parse(reply.text())
                        : Json.NOTHING;
        String code = problem.get("code").text();
        String detail = problem.get("detail").text();
        return code.isEmpty()
                ? new CommandException(
                        "INTERNAL", "the node answered " + reply.status() + " " + reply.text())
                : new CommandException(
                        code, detail.isEmpty() ? problem.get("title").text() : detail);
    }
}
