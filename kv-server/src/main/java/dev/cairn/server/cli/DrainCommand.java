package dev.cairn.server.cli;

import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.Percent;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv drain}: asks a node itself, since only it knows what it has still to do. */
@Command(
        name = "drain",
        description = {
            "Takes a node out of service: clients and peers go elsewhere, and what it keeps for"
                    + " other nodes is handed over; shows the steps.",
            "It stays a member and a replica. --undo or a restart takes it back."
        },
        sortOptions = false)
final class DrainCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final byte[] NOTHING = {};

    @Parameters(
            arity = "0..1",
            paramLabel = "NODE",
            description = "the node's id (default: the first endpoint's)")
    private String wanted = "";

    @Option(names = "--undo", description = "take it back")
    private boolean undo;

    @Option(names = "--no-wait", description = "only begin it; kv tasks shows how far it is")
    private boolean noWait;

    @Mixin private final ClientOptions client = new ClientOptions();

    @Override
    public Integer call() throws InterruptedException {
        NodeClient endpoint = endpoint();
        String node = self(endpoint);
        Reply begun =
                endpoint.expectOk(
                        "POST",
                        "/v1/members/" + Percent.encode(node) + "/drain?undo=" + undo,
                        Map.of(),
                        NOTHING);
        String end = undo ? node + ": in service" : line(watch(endpoint, drain(begun)));
        System.out.println(client.json() ? begun.text() : end);
        return Exit.DONE;
    }

    /** Waits until nothing is left to do, with a line on standard error for every step. */
    private Json watch(NodeClient endpoint, Json begun) throws InterruptedException {
        Json task = begun;
        String last = "";
        while (!noWait && !step(task).equals("drained")) {
            if (!line(task).equals(last)) {
                last = line(task);
                System.err.println(last);
            }
            Thread.sleep(LOOK_EVERY);
            task = drain(endpoint.expectOk("GET", "/v1/tasks", Map.of(), NOTHING));
        }
        return task;
    }

    /** The endpoint of the node that is wanted, or the first that answers. */
    private NodeClient endpoint() {
        NodeClient all = client.client();
        for (Address address : all.endpoints()) {
            NodeClient one = all.only(address);
            Optional<String> node = reached(one);
            if (node.filter(id -> wanted.isEmpty() || wanted.equals(id)).isPresent()) {
                return one;
            }
        }
        throw new CommandException(
                "UNAVAILABLE",
                wanted.isEmpty()
                        ? "no node answers"
                        : "none of the endpoints that answer is " + wanted + "'s");
    }

    private static Optional<String> reached(NodeClient endpoint) {
        try {
            return Optional.of(self(endpoint));
        } catch (CommandException unreachable) {
            return Optional.empty();
        }
    }

    private static String self(NodeClient endpoint) {
        Reply members = endpoint.expectOk("GET", "/v1/members", Map.of(), NOTHING);
        return Json.parse(members.text()).get("node").text();
    }

    /** The task of kind drain. */
    private static Json drain(Reply tasks) {
        return Json.parse(tasks.text()).get("tasks").items().stream()
                .filter(DrainCommand::isDrain)
                .findFirst()
                .orElseThrow(() ->
                        new CommandException("CONFLICT", "the node was taken back meanwhile"));
    }

    static boolean isDrain(Json task) {
        return task.get("kind").text().equals("drain");
    }

    private static String step(Json task) {
        return task.get("step").text().toLowerCase(Locale.ROOT);
    }

    /** How far a node is, for people. */
    static String line(Json task) {
        String left = task.get("left").text();
        String what =
                switch (step(task)) {
                    case "requests" -> "waits for " + left + " requests to end";
                    case "hints" -> "hands over " + left + " keys that it keeps for others";
                    case "sync" -> "waits for its disk";
                    default -> "drained";
                };
        return task.get("node").text() + ": " + what;
    }
}
