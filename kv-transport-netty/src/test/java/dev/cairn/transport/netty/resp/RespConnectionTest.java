package dev.cairn.transport.netty.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.security.Security;
import dev.cairn.testkit.service.HeldAnswers;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.sim.VirtualTime;
import dev.cairn.transport.netty.clients.Drain;
import dev.cairn.transport.netty.clients.TextChannel;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection on one thread, its bytes and the moments of its answers given by hand. */
@NoLeaks
final class RespConnectionTest {
    private static final int MAX_IN_FLIGHT = 4;

    private final HeldAnswers held = new HeldAnswers();
    private final MemoryKeyValues data = new MemoryKeyValues(held);
    private final SplittableRandom random = new SplittableRandom(1);
    private final TextChannel text = new TextChannel();
    private final EmbeddedChannel channel = text.channel();

    {
        RespConfig config = new RespConfig(true, 0, 1, MAX_IN_FLIGHT, 1 << 20);
        channel.pipeline()
                .addLast(
                        new RespConnection(
                                channel,
                                channel.eventLoop(),
                                new Gate(
                                        channel,
                                        Security.OPEN,
                                        caller ->
                                                new Commands(
                                                        new DataCommands(
                                                                data,
                                                                bucket -> Mode.EVENTUAL,
                                                                MAX_IN_FLIGHT,
                                                                new VirtualTime().clock()),
                                                        new ScanCommands(data),
                                                        data.shortPath())),
                                new Session(1, "0.1"),
                                config,
                                new LaneRoom()));
    }

    @AfterEach
    void finish() {
        releaseAll();
        text.close();
    }

    private void send(String bytes) {
        text.send(bytes);
    }

    private void releaseAll() {
        while (held.release(random)) {
            channel.runPendingTasks();
        }
    }

    private String received() {
        return text.received();
    }

    @Test
    void noMoreThanTheLimitIsStartedAndNothingMoreIsRead() {
        send("GET a\nGET b\nGET c\nGET d\nGET e\nGET f\n");
        assertThat(held.size()).isEqualTo(MAX_IN_FLIGHT);
        assertThat(channel.config().isAutoRead()).isFalse();
        releaseAll();
        assertThat(received()).isEqualTo("$-1\r\n".repeat(6));
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void keysAreScannedFromCursorToCursorAndCounted() {
        send("SELECT 3\n");
        for (int i = 0; i < 7; i++) {
            send("SET key:" + i + " v\n");
            releaseAll();
        }
        send("SET other v\n");
        releaseAll();
        received();
        Set<String> found = new HashSet<>();
        String cursor = "0";
        do {
            send("SCAN " + cursor + " MATCH key:* COUNT 3\n");
            releaseAll();
            String[] lines = received().split("\r\n");
            cursor = lines[2];
            for (int i = 5; i < lines.length; i += 2) {
                assertThat(found.add(lines[i])).isTrue();
            }
        } while (!cursor.equals("0"));
        assertThat(found).hasSize(7).allMatch(key -> key.startsWith("key:"));
        send("DBSIZE\n");
        releaseAll();
        assertThat(received()).isEqualTo(":8\r\n");
        send("SCAN 0 TYPE hash\nSCAN x\nSCAN 0 COUNT 0\nSCAN 0 MATCH\n");
        releaseAll();
        assertThat(received())
                .isEqualTo(
                        "*2\r\n$1\r\n0\r\n*0\r\n"
                                + "-ERR invalid cursor\r\n"
                                + "-ERR syntax error\r\n".repeat(2));
    }

    @Test
    void repliesOfOneTurnLeaveInOneWrite() {
        channel.writeInbound(
                Unpooled.copiedBuffer("PING\nPING\nPING\n", StandardCharsets.US_ASCII));
        channel.runPendingTasks();
        ByteBuf only = channel.readOutbound();
        assertThat(only.toString(StandardCharsets.US_ASCII)).isEqualTo("+PONG\r\n".repeat(3));
        only.release();
        assertThat((Object) channel.readOutbound()).isNull();
    }

    @Test
    void aReadWaitsForTheWriteOfItsKeyBeforeIt() {
        send("SET a 1\nGET a\nGET b\n");
        assertThat(held.size()).isEqualTo(1);
        releaseAll();
        assertThat(received()).isEqualTo("+OK\r\n$1\r\n1\r\n$-1\r\n");
    }

    @Test
    void helloWaitsUntilTheRepliesBeforeItAreWritten() {
        send("GET a\nHELLO 3\nGET a\n");
        assertThat(received()).isEmpty();
        releaseAll();
        assertThat(received()).startsWith("$-1\r\n%7\r\n").endsWith("_\r\n");
    }

    @Test
    void malformedBytesAreAnsweredBehindEverythingBeforeThemAndTheConnectionEnds() {
        send("GET a\n*1\r\nPING\r\nGET b\n");
        assertThat(channel.isOpen()).isTrue();
        releaseAll();
        assertThat(received()).isEqualTo("$-1\r\n-ERR Protocol error: expected '$', got 'P'\r\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST / HTTP/1.0", "GET / HTTP/1.1", "OPTIONS / HTTP/1.1"})
    void whatAPageMakesABrowserSendIsNotRunAsCommands(String line) {
        send(line + "\r\nHost: localhost:4701\r\n\r\nSET a 1\r\n");
        releaseAll();
        assertThat(received()).endsWith("-ERR this port speaks RESP, not HTTP\r\n");
        assertThat(channel.isOpen()).isFalse();
        assertThat(data.requests).isEmpty();
    }

    @Test
    void whoMayNotScanIsToldSoByTheCodeThatClientsKnow() {
        data.failWith(KvError.of(ErrorCode.FORBIDDEN, "no role"));
        send("SCAN 0 MATCH fail:*\n");
        releaseAll();
        assertThat(received()).isEqualTo("-NOPERM no role\r\n");
    }

    @Test
    void quitIsAnsweredLast() {
        send("GET a\nQUIT\nGET b\n");
        releaseAll();
        assertThat(received()).isEqualTo("$-1\r\n+OK\r\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void drainingAnswersWhatWasReadAndCloses() {
        send("SET a 1\nGET a\nGET b\nGE");
        channel.pipeline().fireUserEventTriggered(Drain.REQUESTED);
        assertThat(channel.isOpen()).isTrue();
        releaseAll();
        assertThat(received()).isEqualTo("+OK\r\n$1\r\n1\r\n$-1\r\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void answersThatComeAfterTheClientLeftAreForgotten() {
        send("SET a 1\nGET b\n");
        channel.close();
        releaseAll();
        assertThat(received()).isEmpty();
        assertThat(data.holds(new Key("redis:0", Bytes.utf8("a")))).isTrue();
    }

    @Test
    void wrongArgumentsAreErrorsAndTheConnectionGoesOn() {
        send(
                "GET\nSET a\nMSET a 1 b\nSET a 1 EX\nSET a 1 EX x\nSET a 1 FOO\nMGET 1 2 3 4 5\nFOO bar\nCONFIG SET a b\n");
        releaseAll();
        assertThat(received().split("\r\n")).hasSize(9).allMatch(line -> line.startsWith("-ERR "));
        assertThat(channel.isOpen()).isTrue();
    }
}
