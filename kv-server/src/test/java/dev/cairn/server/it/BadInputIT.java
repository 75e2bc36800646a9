package dev.cairn.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
class BadInputIT {
    @TempDir Path folder;

    private Kv kv;
    private int port;

    @BeforeEach
    void prepare() {
        kv = new Kv(folder);
        port = FreePorts.base(1);
    }

    /** Starts a node that ends at once and answers its one error line. */
    private String refusal(int exit, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of("server", "--stop-with-stdin", "--set", "node.port=" + port));
        for (String protocol : List.of("http", "resp")) {
            command.addAll(
                    List.of(
                            "--set",
                            "plugins.protocol." + protocol + ".port=" + (port + command.size())));
        }
        command.addAll(List.of(arguments));
        Kv.Result result = kv.run(command.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        assertThat(result.err()).doesNotContain("\tat ").doesNotContain("Exception in thread");
        assertThat(result.errors()).as(result.err()).hasSize(1);
        return result.errors().getFirst();
    }

    @Test
    void tellsAConfigurationThatCannotBe() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("node.yaml"), "node:\n  rak: r1\n");
        assertThat(refusal(2, "--config", "node.yaml"))
                .contains("node.yaml:2: node.rak: there is no such key; did you mean \"rack\"?");
        assertThat(refusal(2, "--set", "storage=lsn"))
                .contains(
                        "there is no storage plugin \"lsn\"; did you mean \"lsm\"? (available: lsm, memory)");
        assertThat(refusal(2, "--bootstrap", "--set", "node.host=0.0.0.0"))
                .contains("reachable from other machines, and nobody has to say who he is");
        assertThat(refusal(2)).contains("belongs to no cluster yet");
        assertThat(
                        refusal(
                                2,
                                "--set",
                                "transport=grpc",
                                "--set",
                                "plugins.protocol.native.enabled=true"))
                .contains("plugins.protocol.native.enabled: true cannot be")
                .contains("set transport: netty");
    }

    @Test
    void tellsThatAPortIsTaken() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusal(1, "--bootstrap"))
                    .contains("error: PORT: cannot listen")
                    .contains(":" + port);
            assertThat(taken.isBound()).isTrue();
        }
    }

    @Test
    void refusesTheDataOfOthersAndDamagedFiles() throws IOException, InterruptedException {
        Kv.Result first =
                kv.run(
                        "server",
                        "--bootstrap",
                        "--stop-with-stdin",
                        "--set",
                        "node.port=" + port,
                        "--set",
                        "plugins.protocol.http.port=" + (port + 3),
                        "--set",
                        "plugins.protocol.resp.port=" + (port + 1),
                        "--set",
                        "plugins.protocol.grpc.port=" + (port + 2));
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(refusal(1, "--set", "node.id=n2"))
                .contains("belongs to node n1, this node is n2");
        assertThat(refusal(1, "--set", "cluster.id=00000000000000ff"))
                .contains("this node to 00000000000000ff");
        Path current = folder.resolve("data/store/CURRENT");
        byte[] whole = Files.readAllBytes(current);
        Files.writeString(current, "nonsense");
        assertThat(refusal(1)).contains("CORRUPT").contains("CURRENT");
        Files.write(current, whole);
        Path identity = folder.resolve("data/identity");
        Files.writeString(identity, Files.readString(identity).replace("node n1", "node n2"));
        assertThat(refusal(1)).contains("CORRUPT").contains("identity").contains("checksum");
    }
}
