package dev.cairn.server.cli;

import dev.cairn.server.config.BucketEdit;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.Percent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv bucket}: the properties of buckets. */
@Command(
        name = "bucket",
        description = "Shows and sets the properties of buckets.",
        synopsisSubcommandLabel = "(list | show | set)",
        subcommands = {
            BucketCommand.ListBuckets.class,
            BucketCommand.Show.class,
            BucketCommand.Set.class
        })
final class BucketCommand {
    private static final String BUCKETS = "/v1/buckets";
    private static final byte[] NOTHING = {};

    private static int print(Reply reply, boolean json) {
        if (json) {
            System.out.println(reply.text());
            return Exit.DONE;
        }
        Json.parse(reply.text())
                .members()
                .forEach((name, value) -> System.out.printf("%-18s %s%n", name, value.text()));
        return Exit.DONE;
    }

    /** {@code kv bucket list}. */
    @Command(
            name = "list",
            description = "Names the buckets with properties of their own.",
            sortOptions = false)
    static final class ListBuckets implements Callable<Integer> {
        @Mixin private final ClientOptions options = new ClientOptions();

        @Override
        public Integer call() {
            Reply reply = options.client().expectOk("GET", BUCKETS, Map.of(), NOTHING);
            if (options.json()) {
                System.out.println(reply.text());
            } else {
                Json.parse(reply.text())
                        .get("buckets")
                        .items()
                        .forEach(name -> System.out.println(name.text()));
            }
            return Exit.DONE;
        }
    }

    /** {@code kv bucket show}. */
    @Command(
            name = "show",
            description = "Shows the properties in force for a bucket.",
            sortOptions = false)
    static final class Show implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "the bucket")
        private String name = "";

        @Mixin private final ClientOptions options = new ClientOptions();

        @Override
        public Integer call() {
            String path = BUCKETS + "/" + Percent.encode(name);
            return print(options.client().expectOk("GET", path, Map.of(), NOTHING), options.json());
        }
    }

    /** {@code kv bucket set}. */
    @Command(
            name = "set",
            description =
                    "Sets properties of a bucket on all nodes; mode, resolver and n only while it holds nothing.",
            sortOptions = false)
    static final class Set implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "the bucket")
        private String name = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "PROPERTY=VALUE",
                description =
                        "n, r, w, resolver, mode, blind-writes, ttl, max-pair-bytes, max-clock-entries")
        private List<String> properties = List.of();

        @Mixin private final ClientOptions options = new ClientOptions();

        @Override
        public Integer call() {
            Map<String, String> changes;
            try {
                changes = BucketEdit.pairs(properties);
            } catch (IllegalArgumentException wrong) {
                throw new CommandException(
                        "USAGE", Exit.USAGE, String.valueOf(wrong.getMessage()), wrong);
            }
            String body =
                    changes.entrySet().stream()
                            .map(set ->
                                    Json.quoted(set.getKey()) + ":" + Json.quoted(set.getValue()))
                            .collect(Collectors.joining(",", "{", "}"));
            String path = BUCKETS + "/" + Percent.encode(name);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return print(options.client().expectOk("PUT", path, Map.of(), bytes), options.json());
        }
    }
}
