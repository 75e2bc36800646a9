package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import java.io.PrintStream;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kv get}: the value's bytes, and nothing else, to standard output. */
@Command(name = "get", description = "Reads one key.", sortOptions = false)
final class GetCommand implements Callable<Integer> {
    @Mixin private final KeyOptions target = new KeyOptions();

    @Mixin private final ConsistencyOptions consistency = new ConsistencyOptions();

    @Mixin private final ClientOptions client = new ClientOptions();

    private final Surroundings surroundings;

    GetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Reply reply = client.client().get(consistency.on(ClientOptions.path(target.key())));
        return switch (reply.status()) {
            case 200 -> show(reply);
            case 300 -> showSiblings(reply);
            default -> throw Problems.of(reply);
        };
    }

    private int show(Reply reply) {
        PrintStream out = System.out;
        if (client.json()) {
            String value = Base64.getEncoder().encodeToString(reply.body());
            out.println(
                    "{\"value\":" + Json.quoted(value) + "," + AnswerHeaders.members(reply) + "}");
        } else {
            out.writeBytes(reply.body());
            if (surroundings.outIsTerminal()) {
                out.println();
            }
        }
        out.flush();
        return Exit.DONE;
    }

    private int showSiblings(Reply reply) {
        if (client.json()) {
            System.out.println(reply.text());
            return Exit.CONFLICT;
        }
        int count = Json.parse(reply.text()).get("siblings").items().size();
        throw new CommandException(
                "CONFLICT",
                "the key has "
                        + count
                        + " siblings; --output json shows them and their context, which a put brings back");
    }
}
