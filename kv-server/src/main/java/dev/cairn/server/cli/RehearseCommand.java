package dev.cairn.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code kv rehearse}: runs the commands one after another in one process, for {@link
 * TrainCommand}.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Runs the commands once; part of kv train.")
final class RehearseCommand implements Callable<Integer> {
    private static final int RECORDS = 5_000;

    @Parameters(index = "0", paramLabel = "HOST:PORT")
    private String node = "";

    @Parameters(index = "1", paramLabel = "DIR")
    private String folder = "";

    private final Surroundings surroundings;

    RehearseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        String text =
                IntStream.range(0, RECORDS)
                        .mapToObj(i -> "key-" + i + "\t" + "value ".repeat(20))
                        .collect(Collectors.joining("\n"));
        Path file = Files.writeString(Path.of(folder).resolve("records.tsv"), text);
        List<List<String>> commands =
                List.of(
                        List.of("put", "key", "value"),
                        List.of("get", "key"),
                        List.of("get", "missing"),
                        List.of("get", "--output", "json", "key"),
                        List.of("load", file.toString()),
                        List.of("del", "key"),
                        List.of("status"),
                        List.of("ring", "key"),
                        List.of("explain", "key-1"),
                        List.of("plugins"),
                        List.of("health"),
                        List.of("version"));
        for (List<String> command : commands) {
            List<String> words = new ArrayList<>(command);
            if (!command.getFirst().equals("version")) {
                words.addAll(1, List.of("--endpoint", node));
            }
            new KvCommandLine(surroundings, System.err).run(words.toArray(String[]::new));
        }
        return Exit.DONE;
    }
}
