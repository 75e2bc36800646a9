package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.Percent;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv operation}. */
@Command(
        name = "operation",
        description = {
            "Says what became of a write in doubt: applied, cancelled or unknown.",
            "A write that some owner has is completed; one that none has is barred for good. An id"
                    + " that you gave a write yourself needs its key."
        },
        sortOptions = false)
final class OperationCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "the write's id")
    private String id = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "the write's key")
    private String key = "";

    @Mixin private final KeyForm form = new KeyForm();

    @Mixin private final ClientOptions client = new ClientOptions();

    @Override
    public Integer call() {
        String of = key.isEmpty() ? "" : form.query(key);
        Reply reply =
                client.client()
                        .expectOk(
                                "GET",
                                "/v1/operations/" + Percent.encode(id) + of,
                                Map.of(),
                                new byte[0]);
        System.out.println(
                client.json() ? reply.text() : Json.parse(reply.text()).get("status").text());
        return Exit.DONE;
    }
}
