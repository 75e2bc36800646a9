package dev.cairn.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv leave}. */
@Command(
        name = "leave",
        description = "Hands a member's ranges over to the others and lets it go; shows the steps.",
        sortOptions = false)
final class LeaveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NODE", description = "the member's id")
    private String node = "";

    @Mixin private final MemberOperation operation = new MemberOperation();

    @Override
    public Integer call() throws InterruptedException {
        return operation.run(node, "leave", member -> MemberOperation.state(member).equals("left"));
    }
}
