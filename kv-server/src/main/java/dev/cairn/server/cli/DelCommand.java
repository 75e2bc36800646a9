package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kv del}. */
@Command(
        name = "del",
        description = "Deletes one key; succeeds also when it is not there.",
        sortOptions = false)
final class DelCommand implements Callable<Integer> {
    @Mixin private final KeyOptions target = new KeyOptions();

    @Mixin private final ConsistencyOptions consistency = new ConsistencyOptions();

    @Mixin private final ConditionOptions condition = new ConditionOptions();

    @Option(
            names = "--context",
            paramLabel = "C",
            description = "what was read before: only that is deleted")
    private String context = "";

    @Mixin private final ClientOptions client = new ClientOptions();

    @Override
    public Integer call() {
        Map<String, String> headers = condition.headers();
        if (!context.isEmpty()) {
            headers.put("KV-Context", context);
        }
        String path = consistency.on(ClientOptions.path(target.key()));
        Reply reply = client.client().expectOk("DELETE", path, headers, new byte[0]);
        if (client.json()) {
            System.out.println("{" + AnswerHeaders.members(reply) + "}");
        }
        return Exit.DONE;
    }
}
