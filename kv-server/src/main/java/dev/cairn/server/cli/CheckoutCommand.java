package dev.cairn.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code kv bench} and {@code kv soak}: says where they are. They are no part of a distribution,
 * since what they bring along is larger than all of it; a checkout's launcher runs them itself.
 */
@Command(description = "Only from a checkout, as ./kv ${COMMAND-NAME}.")
final class CheckoutCommand implements Callable<Integer> {
    /** Whatever the command itself understands. */
    @Unmatched private final List<String> arguments = new ArrayList<>();

    private final String name;

    CheckoutCommand(String name) {
        this.name = name;
    }

    @Override
    public Integer call() {
        throw new CommandException(
                "UNAVAILABLE",
                "kv "
                        + name
                        + " is no part of an installation: run ./kv "
                        + name
                        + " "
                        + (arguments.isEmpty() ? "--help" : String.join(" ", arguments))
                        + " in a checkout of Cairn");
    }
}
