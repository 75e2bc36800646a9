package dev.cairn.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands by name, each made when it is asked for. */
final class CommandTable {
    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();

    @Command(
            name = "kv",
            description = "Cairn, a distributed key-value store.",
            synopsisSubcommandLabel = "COMMAND",
            subcommands = HelpCommand.class)
    private static final class Root {}

    CommandTable(Surroundings surroundings) {
        commands.put("start", () -> new StartCommand(surroundings));
        commands.put("server", () -> new ServerCommand(surroundings));
        commands.put("get", () -> new GetCommand(surroundings));
        commands.put("put", () -> new PutCommand(surroundings));
        commands.put("del", DelCommand::new);
        commands.put("scan", ScanCommand::new);
        commands.put("watch", WatchCommand::new);
        commands.put("export", () -> new ExportCommand(surroundings));
        commands.put("load", () -> new LoadCommand(surroundings));
        commands.put("operation", OperationCommand::new);
        commands.put("bucket", BucketCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("drain", DrainCommand::new);
        commands.put("leave", LeaveCommand::new);
        commands.put("remove", RemoveCommand::new);
        commands.put("replace", ReplaceCommand::new);
        commands.put("weight", WeightCommand::new);
        commands.put("tasks", TasksCommand::new);
        commands.put("salvage", () -> new SalvageCommand(surroundings));
        commands.put("ring", RingCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("plugins", () -> new PluginsCommand(surroundings));
        commands.put("bench", () -> new CheckoutCommand("bench"));
        commands.put("soak", () -> new CheckoutCommand("soak"));
        commands.put("certs", () -> CertsCommand.line(surroundings));
        commands.put("users", () -> UsersCommand.line(surroundings));
        commands.put("version", VersionCommand::new);
        commands.put("health", HealthCommand::new);
        commands.put("completion", () -> new CompletionCommand(this));
        commands.put("train", () -> new TrainCommand(surroundings));
        commands.put("rehearse", () -> new RehearseCommand(surroundings));
    }

    /**
     * The command line that understands {@code name} alone; empty when there is no such command.
     */
    Optional<CommandLine> only(String name) {
        return Optional.ofNullable(commands.get(name))
                .map(command -> root().addSubcommand(name, command.get()));
    }

    /** The command line with every command. */
    CommandLine all() {
        CommandLine root = root();
        commands.forEach((name, command) -> root.addSubcommand(name, command.get()));
        return root;
    }

    private static CommandLine root() {
        return new CommandLine(new Root());
    }
}
