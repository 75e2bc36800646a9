package dev.cairn.server.cli;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpConnection;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.Percent;
import dev.cairn.server.http.StreamEvent;
import dev.cairn.server.load.Format;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code kv watch}: changes of a bucket, or of one key, as they come. When its node is gone it goes
 * on at the next from where it was.
 */
@Command(
        name = "watch",
        description = "Shows what changes in a bucket, or of one key, until it is stopped.",
        sortOptions = false)
final class WatchCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(500);

    @Mixin private final KeyForm form = new KeyForm();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "KEY",
            description = "the one key to watch")
    private String key = "";

    @Option(
            names = "--after",
            paramLabel = "P",
            description = "goes on behind a position that --output json has shown")
    private String after = "";

    @Mixin private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() throws InterruptedException {
        NodeClient client = options.client();
        String target = target();
        long heard = System.nanoTime();
        while (System.nanoTime() - heard < client.timeout().toNanos()) {
            for (Address endpoint : client.endpoints()) {
                if (follow(client, endpoint, target)) {
                    heard = System.nanoTime();
                }
                if (System.out.checkError()) {
                    return Exit.DONE;
                }
            }
            Thread.sleep(PAUSE);
        }
        throw new CommandException("UNAVAILABLE", "no node tells of changes");
    }

    private String target() {
        String bucket = "/v1/buckets/" + Percent.encode(form.bucket()) + "/watch";
        if (key.isEmpty()) {
            return bucket;
        }
        Key one = form.key(key);
        return bucket + "?key=" + Percent.encode(one.bytes().toByteArray());
    }

    /** Watches at one node as long as that goes; whether it has told anything. */
    private boolean follow(NodeClient client, Address endpoint, String target) {
        Map<String, String> from = after.isEmpty() ? Map.of() : Map.of("Last-Event-ID", after);
        String before = after;
        try (HttpConnection connection = client.connect(endpoint)) {
            Reply end = connection.events(target, from, this::show);
            if (!end.ok() && Exit.of(Problems.of(end).code()) != Exit.UNAVAILABLE) {
                throw Problems.of(end);
            }
        } catch (IOException unreachable) {
            System.err.println(endpoint + ": " + unreachable.getMessage());
        }
        return !after.equals(before);
    }

    private void show(StreamEvent event) {
        switch (event.type()) {
            case "change" -> change(event.data());
            case "resync" -> resync();
            default -> {
                // Positions alone are nothing to see, and an end is no event of the bucket.
            }
        }
        if (!event.id().isEmpty()) {
            after = event.id();
            if (options.json()) {
                System.out.println("{\"position\":" + Json.quoted(after) + "}");
            }
            System.out.flush();
        }
    }

    private void resync() {
        if (options.json()) {
            System.out.println("{\"resync\":true}");
        } else {
            System.err.println("changes may have been missed here; kv scan shows what there is");
        }
    }

    private void change(String data) {
        if (options.json()) {
            System.out.println(data);
            return;
        }
        Json change = Json.parse(data);
        Bytes changed = bytes(change.get("key64"));
        List<Json> siblings = change.get("siblings").items();
        if (!change.get("deleted").text().isEmpty()) {
            show("del\t", changed, Bytes.EMPTY);
        } else if (siblings.isEmpty()) {
            show("put\t", changed, bytes(change.get("value")));
        } else {
            siblings.forEach(one -> show("put\t", changed, bytes(one.get("value"))));
        }
    }

    private static void show(String what, Bytes key, Bytes value) {
        System.out.print(what);
        System.out.writeBytes(Format.TSV.show(key, value));
    }

    private static Bytes bytes(Json base64) {
        return Bytes.wrap(Base64.getDecoder().decode(base64.text()));
    }
}
