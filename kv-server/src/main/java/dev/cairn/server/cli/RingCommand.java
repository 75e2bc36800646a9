package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv ring}: who owns which slices, or where one key lies. */
@Command(
        name = "ring",
        description = "Shows the owners of the ring's slices, or where a key lies.",
        sortOptions = false)
final class RingCommand implements Callable<Integer> {
    @Mixin private final KeyForm form = new KeyForm();

    @Parameters(index = "0", arity = "0..1", paramLabel = "KEY", description = "a key")
    private @Nullable String key;

    @Mixin private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        String query = key == null ? "" : form.query(key);
        Reply reply = options.client().expectOk("GET", "/v1/ring" + query, Map.of(), new byte[0]);
        if (options.json()) {
            System.out.println(reply.text());
        } else if (key != null) {
            showPlacement(Json.parse(reply.text()));
        } else {
            showRuns(Json.parse(reply.text()));
        }
        return Exit.DONE;
    }

    private static void showPlacement(Json placement) {
        System.out.println("token      " + placement.get("token").text());
        System.out.println("slice      " + placement.get("slice").text());
        System.out.println("epoch      " + placement.get("epoch").text());
        System.out.println("owners     " + names(placement.get("owners").items()));
        System.out.println("fallbacks  " + names(placement.get("fallbacks").items()));
    }

    private static void showRuns(Json ring) {
        System.out.println("epoch " + ring.get("epoch").text());
        TextTable table = new TextTable("FIRST", "LAST", "SLICES", "OWNERS");
        for (Json run : ring.get("runs").items()) {
            long first = (long) run.get("first").number();
            long last = (long) run.get("last").number();
            table.row(
                    Long.toString(first),
                    Long.toString(last),
                    Long.toString(last - first + 1),
                    names(run.get("owners").items()));
        }
        table.print(System.out);
    }

    private static String names(List<Json> items) {
        return items.stream().map(Json::text).collect(Collectors.joining(" "));
    }
}
