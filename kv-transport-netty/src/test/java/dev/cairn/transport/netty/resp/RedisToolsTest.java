package dev.cairn.transport.netty.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.testkit.contract.ThreadLane;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.service.OneNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis's own tools against the server, where they are installed. */
@Timeout(120)
final class RedisToolsTest {
    private final ThreadLane lane = new ThreadLane(0);
    private ClientProtocol server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/redis-cli")), "redis-tools is not installed");
        server =
                new RespProvider()
                        .start(
                                new RespConfig(true, 0, 100, 1_024, 1 << 20),
                                new MemoryKeyValues(Runnable::run),
                                new OneNode(),
                                new ClientProtocol.Env(
                                        "127.0.0.1",
                                        List.of(lane),
                                        Runnable::run,
                                        "0.1",
                                        event -> {}));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        lane.close();
        assertThat(lane.failures()).isEmpty();
    }

    private String run(String input, String tool, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/" + tool, "-p", "" + server.address().port()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void redisCliReadsWhatItWrote() throws Exception {
        assertThat(
                        run(
                                "SET a 1\nGET a\nSELECT 2\nGET a\nSET a 2\nMGET a b\nINCR a\nINFO\n",
                                "redis-cli"))
                .contains("OK\n1\nOK\n\nOK\n2\n")
                .contains("mode=linearizable")
                .contains("cairn_version");
        assertThat(run("GET a\n", "redis-cli", "-3", "-n", "2")).isEqualTo("2\n");
    }

    @Test
    void redisBenchmarkRunsWithAndWithoutPipelining() throws Exception {
        for (String depth : List.of("1", "16")) {
            String output =
                    run(
                            "",
                            "redis-benchmark",
                            "-t",
                            "set,get,mset",
                            "-P",
                            depth,
                            "-n",
                            "1000",
                            "-r",
                            "1000",
                            "-c",
                            "20",
                            "--csv");
            assertThat(output)
                    .contains("\"SET\"", "\"GET\"", "\"MSET (10 keys)\"")
                    .doesNotContainIgnoringCase("error");
        }
    }
}
