package dev.cairn.server.cli;

import dev.cairn.server.http.Percent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv replace}. */
@Command(
        name = "replace",
        description = {
            "Puts a node that joins in the place of a dead member; shows the steps.",
            "A new node that is started with --replace OLD asks for this itself, before it takes"
                    + " ranges of its own."
        },
        sortOptions = false)
final class ReplaceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OLD", description = "the dead member's id")
    private String old = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "the id of the node that joins")
    private String by = "";

    @Mixin private final MemberOperation operation = new MemberOperation();

    @Override
    public Integer call() throws InterruptedException {
        return operation.run(
                old,
                "replace?by=" + Percent.encode(by),
                member -> MemberOperation.state(member).equals("evicted"));
    }
}
