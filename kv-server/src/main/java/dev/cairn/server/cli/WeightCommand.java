package dev.cairn.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kv weight}. */
@Command(
        name = "weight",
        description = "Gives a member another share of the ring; shows the steps.",
        sortOptions = false)
final class WeightCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NODE", description = "the member's id")
    private String node = "";

    @Parameters(
            index = "1",
            paramLabel = "W",
            description = "its share relative to other nodes, 1 to 1000")
    private int weight;

    @Mixin private final MemberOperation operation = new MemberOperation();

    @Override
    public Integer call() throws InterruptedException {
        return operation.run(
                node,
                "weight?weight=" + weight,
                member -> member.get("weight").text().equals(Integer.toString(weight)));
    }
}
