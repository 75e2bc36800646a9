package dev.cairn.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code kv bench}: says where the benchmarks are. They are no part of a distribution, since what
 * they compare with is larger than all of it; a checkout's launcher runs them itself.
 */
@Command(name = "bench", description = "Runs the benchmarks; only from a checkout, as ./kv bench.")
final class BenchCommand implements Callable<Integer> {
    /** Whatever the benchmarks understand. */
    @Unmatched private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CommandException(
                "UNAVAILABLE",
                "the benchmarks are no part of an installation: run ./kv bench "
                        + (arguments.isEmpty() ? "--help" : String.join(" ", arguments))
                        + " in a checkout of Cairn");
    }
}
