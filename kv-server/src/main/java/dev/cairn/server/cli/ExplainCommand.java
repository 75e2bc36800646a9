package dev.cairn.server.cli;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.Percent;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kv explain}: what every replica holds for one key. */
@Command(
        name = "explain",
        description = "Shows what every replica holds for a key, and what a reader would see.",
        sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
    @Mixin private final KeyOptions target = new KeyOptions();

    @Mixin private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        Key key = target.key();
        String path =
                "/v1/explain/"
                        + Percent.encode(key.bucket())
                        + "/"
                        + Percent.encode(key.bytes().toByteArray());
        Reply reply = options.client().expectOk("GET", path, Map.of(), new byte[0]);
        if (options.json()) {
            System.out.println(reply.text());
        } else {
            show(Json.parse(reply.text()));
        }
        return Exit.DONE;
    }

    private static void show(Json explanation) {
        String owners =
                explanation.get("owners").items().stream()
                        .map(Json::text)
                        .collect(Collectors.joining(" "));
        System.out.println(
                "token "
                        + explanation.get("token").text()
                        + "  slice "
                        + explanation.get("slice").text()
                        + "  epoch "
                        + explanation.get("epoch").text()
                        + "  owners "
                        + owners);
        List<Json> replicas = explanation.get("replicas").items();
        if (replicas.stream().anyMatch(ExplainCommand::isRegister)) {
            showRegister(replicas, explanation.get("resolved").items());
            return;
        }
        TextTable table = new TextTable("REPLICA", "CLOCK", "DOT", "WRITTEN", "VALUE");
        for (Json replica : replicas) {
            String node = replica.get("node").text();
            List<Json> siblings = replica.get("siblings").items();
            if (siblings.isEmpty()) {
                boolean reachable = replica.get("reachable").text().equals("true");
                table.row(node, reachable ? "(nothing)" : "(not reachable)", "", "", "");
            }
            siblings.forEach(sibling -> addSibling(table, node, sibling));
        }
        addResolved(table, explanation.get("resolved").items());
        table.print(System.out);
    }

    private static boolean isRegister(Json replica) {
        return replica.members().containsKey("register");
    }

    /** A key of a linearizable bucket has acceptors in the place of siblings. */
    private static void showRegister(List<Json> replicas, List<Json> resolved) {
        TextTable table =
                new TextTable(
                        "ACCEPTOR",
                        "VOTES",
                        "PROMISED",
                        "ACCEPTED",
                        "VERSION",
                        "WRITTEN",
                        "EXPIRES",
                        "VALUE");
        for (Json replica : replicas) {
            String node = replica.get("node").text();
            if (isRegister(replica)) {
                addAcceptor(table, node, replica.get("register"));
            } else {
                table.row(node, "(not reachable)", "", "", "", "", "", "");
            }
        }
        if (resolved.isEmpty()) {
            table.row("a reader", "", "", "", "", "", "", "(nothing)");
        }
        resolved.forEach(sibling ->
                table.row(
                        "a reader",
                        "",
                        "",
                        "",
                        "",
                        time(sibling, "timestamp"),
                        time(sibling, "expires"),
                        value(sibling.get("value").text())));
        table.print(System.out);
    }

    private static void addAcceptor(TextTable table, String node, Json register) {
        boolean holds = register.members().containsKey("accepted");
        boolean tombstone = holds && register.get("tombstone").text().equals("true");
        table.row(
                node,
                register.get("votes").text().equals("true") ? "yes" : "no",
                register.get("promised").text(),
                holds ? register.get("accepted").text() : "(nothing)",
                holds ? register.get("version").text() : "",
                time(register, "timestamp"),
                time(register, "expires"),
                tombstone ? "(deleted)" : holds ? value(register.get("value").text()) : "");
    }

    private static String time(Json of, String name) {
        return of.members().containsKey(name)
                ? Instant.ofEpochMilli((long) of.get(name).number()).toString()
                : "";
    }

    private static void addResolved(TextTable table, List<Json> resolved) {
        if (resolved.isEmpty()) {
            table.row("a reader", "(nothing)", "", "", "");
        }
        resolved.forEach(sibling -> addSibling(table, "a reader", sibling));
    }

    private static void addSibling(TextTable table, String who, Json sibling) {
        boolean tombstone = sibling.get("tombstone").text().equals("true");
        table.row(
                who,
                sibling.get("clock").members().entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue().text())
                        .collect(Collectors.joining(" ")),
                sibling.get("dot").items().stream()
                        .map(Json::text)
                        .collect(Collectors.joining(":")),
                Instant.ofEpochMilli((long) sibling.get("timestamp").number()).toString(),
                tombstone ? "(deleted)" : value(sibling.get("value").text()));
    }

    private static String value(String base64) {
        return Bytes.wrap(Base64.getDecoder().decode(base64)).toString();
    }
}
