package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import dev.cairn.server.http.Percent;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What operations on one member have in common: they are begun, and then watched. */
final class MemberOperation {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    @Option(names = "--no-wait", description = "only begin it; kv tasks shows what becomes of it")
    private boolean noWait;

    @Mixin private final ClientOptions client = new ClientOptions();

    /**
     * Begins the operation and waits until {@code isDone} holds for the member, with a line on
     * standard error for every step.
     */
    int run(String node, String operation, Predicate<Json> isDone) throws InterruptedException {
        Reply begun =
                client.client()
                        .expectOk(
                                "POST",
                                "/v1/members/" + Percent.encode(node) + "/" + operation,
                                Map.of(),
                                new byte[0]);
        String last = "";
        Json member = member(node);
        while (!noWait && !(isDone.test(member) && phase().isEmpty())) {
            String now = state(member) + (phase().isEmpty() ? "" : ", " + phase());
            if (!now.equals(last)) {
                System.err.println(node + ": " + now);
                last = now;
            }
            Thread.sleep(LOOK_EVERY);
            member = member(node);
        }
        System.out.println(
                client.json() ? begun.text() : node + (noWait ? ": begun" : ": " + state(member)));
        return Exit.DONE;
    }

    /** Which phase the running change is in; empty when none runs. */
    private String phase() {
        Json tasks = Json.parse(client.client().get("/v1/tasks").text()).get("tasks");
        for (Json task : tasks.items()) {
            if (!DrainCommand.isDrain(task)) {
                return task.get("phase").text().toLowerCase(Locale.ROOT).replace('_', ' ');
            }
        }
        return "";
    }

    private Json member(String node) {
        Reply reply = client.client().expectOk("GET", "/v1/members", Map.of(), new byte[0]);
        for (Json member : Json.parse(reply.text()).get("members").items()) {
            if (member.get("id").text().equals(node)) {
                return member;
            }
        }
        throw new CommandException("NOT_FOUND", "there is no member " + node);
    }

    static String state(Json member) {
        return member.get("state").text().toLowerCase(Locale.ROOT);
    }
}
