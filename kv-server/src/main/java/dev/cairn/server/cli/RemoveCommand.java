package dev.cairn.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv remove}. */
@Command(
        name = "remove",
        description = {
            "Removes a dead member: the others rebuild what it had from the copies.",
            "--force does so though no majority of the voters lives, on your word: what only dead"
                    + " nodes held is given up, and they are refused when they come back. On one"
                    + " side of a cluster only."
        },
        sortOptions = false)
final class RemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NODE", description = "the member's id")
    private String node = "";

    @Option(names = "--force", description = "go on without a majority of the voters")
    private boolean force;

    @Mixin private final MemberOperation operation = new MemberOperation();

    @Override
    public Integer call() throws InterruptedException {
        return operation.run(
                node,
                force ? "remove?force=true" : "remove",
                member -> MemberOperation.state(member).equals("evicted"));
    }
}
