package dev.cairn.server.cli;

import dev.cairn.server.http.HttpConnection.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kv tasks}. */
@Command(
        name = "tasks",
        description =
                "Shows the change of members that runs, who rebuilds a lost disk, and whether the"
                        + " node is drained.",
        sortOptions = false)
final class TasksCommand implements Callable<Integer> {
    @Mixin private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        Reply reply = options.client().expectOk("GET", "/v1/tasks", Map.of(), new byte[0]);
        if (options.json()) {
            System.out.println(reply.text());
            return Exit.DONE;
        }
        List<Json> tasks = Json.parse(reply.text()).get("tasks").items();
        if (tasks.isEmpty()) {
            System.out.println("nothing runs");
            return Exit.DONE;
        }
        tasks.stream()
                .filter(DrainCommand::isDrain)
                .map(DrainCommand::line)
                .forEach(System.out::println);
        List<Json> changes = tasks.stream().filter(task -> !DrainCommand.isDrain(task)).toList();
        if (!changes.isEmpty()) {
            show(changes);
        }
        return Exit.DONE;
    }

    private static void show(List<Json> changes) {
        TextTable table = new TextTable("SINCE EPOCH", "PHASE", "MEMBER", "FROM", "TO", "WEIGHT");
        for (Json task : changes) {
            for (Json member : task.get("members").items()) {
                if (task.get("kind").text().equals("rebuild")) {
                    String left = member.get("slices").text() + " slices left";
                    table.row("", "rebuilding", member.get("id").text(), "lost disk", left, "");
                    continue;
                }
                table.row(
                        task.get("since").text(),
                        task.get("phase").text().toLowerCase(Locale.ROOT).replace('_', ' '),
                        member.get("id").text(),
                        member.get("from").text().toLowerCase(Locale.ROOT),
                        member.get("to").text().toLowerCase(Locale.ROOT),
                        member.get("weight").text());
            }
        }
        table.print(System.out);
    }
}
