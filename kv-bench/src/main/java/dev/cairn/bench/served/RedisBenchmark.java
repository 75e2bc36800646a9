package dev.cairn.bench.served;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Redis' own client program.
 *
 * @param program its path or name
 * @param keys how many different keys
 * @param valueBytes size of a value
 */
record RedisBenchmark(String program, int keys, int valueBytes) {
    /** Runs so many requests to their end; answers operations a second. */
    double run(Workload load, long requests, int port) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        program,
                                        "-p",
                                        Integer.toString(port),
                                        "-t",
                                        load.command().lower(),
                                        "-c",
                                        Integer.toString(load.connections()),
                                        "-P",
                                        Integer.toString(load.pipeline()),
                                        "-n",
                                        Long.toString(requests),
                                        "-d",
                                        Integer.toString(valueBytes),
                                        "-r",
                                        Integer.toString(keys),
                                        "--csv"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text.lines()
                .filter(line -> line.startsWith("\"" + load.command() + "\""))
                .map(line -> line.split(",")[1].replace("\"", ""))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new IOException(program + " said: " + text));
    }
}
