package dev.cairn.transport.netty.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.ShortPath;
import dev.cairn.api.security.Credentials;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.sim.VirtualTime;
import dev.cairn.transport.netty.clients.HeldAccess;
import dev.cairn.transport.netty.clients.TextChannel;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection whose client has to say who it is, which takes until the test says so. */
@NoLeaks
final class GateTest {
    private final HeldAccess access = new HeldAccess();
    private final TextChannel text = new TextChannel();
    private final EmbeddedChannel channel = text.channel();

    {
        MemoryKeyValues data = new MemoryKeyValues(Runnable::run);
        channel.pipeline()
                .addLast(
                        new RespConnection(
                                channel,
                                channel.eventLoop(),
                                new Gate(
                                        channel,
                                        access.security(),
                                        caller ->
                                                new Commands(
                                                        new DataCommands(
                                                                access.guard(data, caller),
                                                                bucket -> Mode.EVENTUAL,
                                                                4,
                                                                new VirtualTime().clock()),
                                                        new ScanCommands(data),
                                                        ShortPath.NONE)),
                                new Session(1, "0.1"),
                                new RespConfig(true, 0, 1, 4, 1 << 20),
                                new LaneRoom()));
    }

    @AfterEach
    void finish() {
        text.close();
    }

    private void send(String bytes) {
        text.send(bytes);
    }

    private String received() {
        return text.received();
    }

    @Test
    void whatStandsBehindAuthWaitsForItsAnswer() {
        send("GET a\nAUTH alice secret\nSET a 1\nGET a\n");
        assertThat(received()).isEqualTo("-NOAUTH Authentication required.\r\n");
        assertThat(access.shown)
                .containsExactly(new Credentials.Password(Optional.of("alice"), "secret"));
        assertThat(channel.config().isAutoRead()).isFalse();
        access.admit("alice");
        assertThat(received()).isEqualTo("+OK\r\n+OK\r\n$1\r\n1\r\n");
        assertThat(access.served()).containsExactly("alice");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void aLargeCommandIsTakenFromWhoIsKnownOnly() {
        String large = "$100000\r\n" + "x".repeat(100_000) + "\r\n";
        send("AUTH alice secret\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n" + large);
        access.admit("alice");
        assertThat(received()).isEqualTo("+OK\r\n+OK\r\n");
    }

    @Test
    void aLargeCommandOfNobodyEndsItsConnectionBeforeItIsThere() {
        send("*3\r\n$4\r\nAUTH\r\n$5\r\nalice\r\n$100000\r\n");
        assertThat(received()).isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoIsRefusedStaysNobodyAndMayTryAgain() {
        send("AUTH secret\nGET a\n");
        access.refuse();
        assertThat(received())
                .isEqualTo(
                        "-WRONGPASS invalid username-password pair or user is disabled.\r\n-NOAUTH Authentication required.\r\n");
        send("AUTH secret\nGET a\n");
        access.admit("default");
        assertThat(received()).isEqualTo("+OK\r\n$-1\r\n");
        assertThat(access.shown).containsOnly(new Credentials.Password(Optional.empty(), "secret"));
    }

    @Test
    void helloMayBringThePassword() {
        send("HELLO 3\n");
        assertThat(received()).startsWith("-NOAUTH HELLO must be called");
        send("HELLO 3 AUTH alice secret SETNAME me\nCLIENT GETNAME\n");
        access.admit("alice");
        assertThat(received()).startsWith("%7\r\n").endsWith("$2\r\nme\r\n");
    }

    @Test
    void laterOnesActAsWhomeverTheyAre() {
        send("AUTH alice a\n");
        access.admit("alice");
        send("AUTH bob b\nGET a\n");
        access.admit("bob");
        assertThat(received()).isEqualTo("+OK\r\n+OK\r\n$-1\r\n");
        assertThat(access.served()).containsExactly("alice", "bob");
    }
}
