package dev.cairn.bench.compare;

import dev.cairn.bench.peers.Peers;
import dev.cairn.bench.peers.StoreSettings;
import dev.cairn.bench.workload.Bench;
import dev.cairn.bench.workload.Order;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What an {@link EngineProcess} runs: orders in, samples out, a line each, until the input ends.
 */
final class EngineMain {
    static final String SAMPLE = "sample ";

    private EngineMain() {}

    /** Arguments: engine, bytes of a memtable, bytes of the cache, folder. */
    public static void main(String[] arguments) throws IOException {
        var settings =
                new StoreSettings(
                        Long.parseLong(arguments[1]), Long.parseLong(arguments[2]), false);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Bench bench = new Bench(Peers.named(arguments[0]), settings, Path.of(arguments[3]))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(SAMPLE + bench.run(Order.parse(line)).line());
            }
        } catch (RuntimeException failed) {
            failed.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }
}
