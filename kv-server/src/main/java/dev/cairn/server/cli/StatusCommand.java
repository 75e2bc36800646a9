package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kv status}: the members as one node sees them. */
@Command(
        name = "status",
        description = "Shows the members as one node sees them.",
        sortOptions = false)
final class StatusCommand implements Callable<Integer> {
    @Mixin private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        Reply reply = options.client().expectOk("GET", "/v1/members", Map.of(), new byte[0]);
        if (options.json()) {
            System.out.println(reply.text());
            return Exit.DONE;
        }
        Json status = Json.parse(reply.text());
        TextTable table =
                new TextTable(
                        "ID",
                        "STATE",
                        "LIVENESS",
                        "ADDRESS",
                        "DC/RACK",
                        "WEIGHT",
                        "OWNS",
                        "REQ/S",
                        "STORED",
                        "VERSION");
        for (Json member : status.get("members").items()) {
            table.row(
                    member.get("id").text(),
                    state(member),
                    liveness(member),
                    member.get("address").text(),
                    member.get("dc").text() + "/" + member.get("rack").text(),
                    member.get("weight").text(),
                    String.format(Locale.ROOT, "%.1f%%", 100 * member.get("ownership").number()),
                    String.format(
                            Locale.ROOT,
                            "%.0f",
                            member.get("load").get("requestsPerSecond").number()),
                    Sizes.shown(member.get("load").get("storedBytes").number()),
                    member.get("version").text());
        }
        System.out.println(
                "cluster "
                        + status.get("cluster").text()
                        + ", epoch "
                        + status.get("epoch").text()
                        + ", seen by "
                        + status.get("node").text());
        table.print(System.out);
        return Exit.DONE;
    }

    private static String state(Json member) {
        boolean rebuilding = member.get("load").get("rebuildingSlices").number() > 0;
        String state = member.get("state").text().toLowerCase(Locale.ROOT);
        return rebuilding ? state + ", rebuilding" : state;
    }

    private static String liveness(Json member) {
        String liveness = member.get("liveness").text().toLowerCase(Locale.ROOT);
        boolean draining = member.get("draining").text().equals("true");
        return draining && liveness.equals("alive") ? "draining" : liveness;
    }
}
