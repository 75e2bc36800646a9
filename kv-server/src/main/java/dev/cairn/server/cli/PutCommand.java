package dev.cairn.server.cli;

import dev.cairn.server.config.Values;
import dev.cairn.server.http.HttpConnection.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv put}. */
@Command(name = "put", description = "Writes one key.", sortOptions = false)
final class PutCommand implements Callable<Integer> {
    @Mixin private final KeyOptions target = new KeyOptions();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description =
                    "the value; @FILE for a file's bytes, @@… for a value that begins with @; standard input without it")
    private @Nullable String value;

    @Mixin private final ConsistencyOptions consistency = new ConsistencyOptions();

    @Mixin private final ConditionOptions condition = new ConditionOptions();

    @Option(
            names = "--context",
            paramLabel = "C",
            description = "what was read before, so that the put replaces it")
    private String context = "";

    @Option(
            names = "--ttl",
            paramLabel = "D",
            description = "how long the value lives: 500ms, 5s, 1m, 2h, 7d")
    private String ttl = "";

    @Mixin private final ClientOptions client = new ClientOptions();

    private final Surroundings surroundings;

    PutCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> headers = condition.headers();
        if (!context.isEmpty()) {
            headers.put("KV-Context", context);
        }
        String path = consistency.on(ClientOptions.path(target.key()), ttlParameter());
        Reply reply = client.client().expectOk("PUT", path, headers, bytes());
        if (client.json()) {
            System.out.println("{" + AnswerHeaders.members(reply) + "}");
        }
        return Exit.DONE;
    }

    private String ttlParameter() {
        if (ttl.isEmpty()) {
            return "";
        }
        try {
            return "ttl=" + Values.duration(ttl).toMillis() + "ms";
        } catch (IllegalArgumentException malformed) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, "--ttl: " + malformed.getMessage(), malformed);
        }
    }

    private byte[] bytes() throws IOException {
        if (value == null) {
            return System.in.readAllBytes();
        }
        if (value.startsWith("@@")) {
            return value.substring(1).getBytes(StandardCharsets.UTF_8);
        }
        if (!value.startsWith("@")) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        Path file = surroundings.file(value.substring(1));
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new CommandException(
                    "USAGE", Exit.USAGE, "cannot read the file " + file, unreadable);
        }
    }
}
