package dev.cairn.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv remove}. */
@Command(
        name = "remove",
        description = "Removes a dead member: the others rebuild what it had from the copies.",
        sortOptions = false)
final class RemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NODE", description = "the member's id")
    private String node = "";

    @Mixin private final MemberOperation operation = new MemberOperation();

    @Override
    public Integer call() throws InterruptedException {
        return operation.run(
                node, "remove", member -> MemberOperation.state(member).equals("evicted"));
    }
}
