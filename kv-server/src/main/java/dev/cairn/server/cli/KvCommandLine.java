package dev.cairn.server.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Runs one command line and answers the exit code. */
public final class KvCommandLine {
    private static final String VERBOSE = "--verbose";

    private final CommandTable commands;
    private final PrintStream err;

    /** A command line called in these surroundings that tells failures to {@code err}. */
    public KvCommandLine(Surroundings surroundings, PrintStream err) {
        this.commands = new CommandTable(surroundings);
        this.err = err;
    }

    /** Parses and runs; never throws for anything a user can do. */
    public int run(String... arguments) {
        boolean verbose = List.of(arguments).contains(VERBOSE);
        String[] rest =
                Arrays.stream(arguments)
                        .filter(argument -> !argument.equals(VERBOSE))
                        .toArray(String[]::new);
        Failures failures = new Failures(err, verbose);
        if (verbose) {
            System.setProperty("cairn.log.level", "DEBUG");
        }
        try {
            return commandLine(rest)
                    .setParameterExceptionHandler((wrong, given) -> usage(wrong))
                    .setExecutionExceptionHandler((failure, line, result) -> failures.tell(failure))
                    .execute(rest);
        } catch (RuntimeException | Error failure) {
            return failures.tell(failure);
        }
    }

    private CommandLine commandLine(String[] arguments) {
        CommandLine line =
                arguments.length == 0
                        ? commands.all()
                        : commands.only(arguments[0]).orElseGet(commands::all);
        line.setExpandAtFiles(false);
        line.getSubcommands().values().forEach(KvCommandLine::addHelp);
        addHelp(line);
        return line;
    }

    private static void addHelp(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        if (!spec.optionsMap().containsKey("--help")) {
            spec.addOption(
                    OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("shows this")
                            .build());
        }
        if (spec.parent() != null && !spec.optionsMap().containsKey(VERBOSE)) {
            spec.addOption(
                    OptionSpec.builder(VERBOSE)
                            .description("shows stack traces and debugging messages")
                            .build());
        }
    }

    private int usage(ParameterException wrong) {
        CommandSpec spec = wrong.getCommandLine().getCommandSpec();
        err.println(
                "error: USAGE: "
                        + String.valueOf(wrong.getMessage()).replace('\n', ' ')
                        + " (see "
                        + spec.qualifiedName()
                        + " --help)");
        return Exit.USAGE;
    }
}
