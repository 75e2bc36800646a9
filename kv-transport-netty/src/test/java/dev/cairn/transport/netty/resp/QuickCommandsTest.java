package dev.cairn.transport.netty.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.ShortPath;
import dev.cairn.api.security.Security;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.service.HeldAnswers;
import dev.cairn.testkit.service.MemoryKeyValues;
import dev.cairn.testkit.sim.VirtualTime;
import dev.cairn.transport.netty.clients.MemoryPath;
import dev.cairn.transport.netty.eventloop.LeakWatch.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What a client is answered is the same with the short path and without it. */
@NoLeaks
final class QuickCommandsTest {
    private final HeldAnswers held = new HeldAnswers();
    private final MemoryKeyValues data = new MemoryKeyValues(Runnable::run);

    /** A connection to a service of its own, whose answers come at once. */
    private static EmbeddedChannel connect(MemoryKeyValues data, ShortPath path) {
        EmbeddedChannel channel = new EmbeddedChannel();
        RespConfig config = new RespConfig(true, 0, 1, 4, 1 << 20);
        Gate gate =
                new Gate(
                        channel,
                        Security.OPEN,
                        caller ->
                                new Commands(
                                        new DataCommands(
                                                data,
                                                bucket -> Mode.EVENTUAL,
                                                4,
                                                new VirtualTime().clock()),
                                        new ScanCommands(data),
                                        path));
        channel.pipeline()
                .addLast(
                        new RespConnection(
                                channel,
                                channel.eventLoop(),
                                gate,
                                new Session(1, "0.1"),
                                config,
                                new LaneRoom(new byte[300], new byte[200])));
        return channel;
    }

    private static void send(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        channel.runPendingTasks();
    }

    private static String received(EmbeddedChannel channel) {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            text.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return text.toString();
    }

    private static String command(String... parts) {
        StringBuilder text = new StringBuilder("*" + parts.length + "\r\n");
        for (String part : parts) {
            text.append("$").append(part.length()).append("\r\n").append(part).append("\r\n");
        }
        return text.toString();
    }

    private static String randomCommand(RandomGenerator random) {
        String key = "k" + random.nextInt(3);
        String value = "v".repeat(random.nextInt(10) == 0 ? random.nextInt(900) : 3);
        return switch (random.nextInt(12)) {
            case 0 -> command("DEL", key);
            case 1 -> "GET " + key + "\n";
            case 2 -> command("SET", key, value, "EX", "100");
            case 3 -> command("PING");
            case 4 -> command("SELECT", "" + random.nextInt(2));
            case 5 -> command("MGET", key, "k1");
            case 6 -> command("GET", "");
            case 7, 8 -> command(random.nextBoolean() ? "SET" : "set", key, value);
            default -> command(random.nextBoolean() ? "GET" : "gEt", key);
        };
    }

    @Seeded(cases = 30)
    void bothWaysAreOne(RandomGenerator random) {
        RandomGenerator waits = new java.util.SplittableRandom(random.nextLong());
        EmbeddedChannel quick = connect(data, new MemoryPath(data, waits, held));
        MemoryKeyValues other = new MemoryKeyValues(Runnable::run);
        EmbeddedChannel plain = connect(other, ShortPath.NONE);
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            commands.append(randomCommand(random));
        }
        StringBuilder answers = new StringBuilder();
        int at = 0;
        while (at < commands.length()) {
            int end = Math.min(commands.length(), at + 1 + random.nextInt(200));
            send(quick, commands.substring(at, end));
            at = end;
            if (random.nextBoolean()) {
                held.release(random);
            }
            answers.append(received(quick));
        }
        while (held.release(random)) {
            answers.append(received(quick));
        }
        answers.append(received(quick));
        send(plain, commands.toString());
        String expected = received(plain);
        assertThat(answers.toString().replace("-TIMEOUT late", "+OK")).isEqualTo(expected);
        quick.finishAndReleaseAll();
        plain.finishAndReleaseAll();
    }

    @Test
    void anAnswerWaitsForThoseBeforeItAndWhatWasWrittenIsSeenAtOnce() {
        ShortPath waiting = new MemoryPath(data, always(0x7fff_ffff_ffff_ffffL), held);
        EmbeddedChannel channel = connect(data, waiting);
        send(channel, command("SET", "a", "1") + command("GET", "a"));
        assertThat(received(channel)).isEmpty();
        assertThat(data.requests).as("writes, and nothing read the long way").hasSize(1);
        held.release(new java.util.SplittableRandom(1));
        assertThat(received(channel)).isEqualTo("+OK\r\n$1\r\n1\r\n");
        channel.finishAndReleaseAll();
    }

    private static RandomGenerator always(long bits) {
        return () -> bits;
    }

    @Test
    void namesOfCommandsAreReadInAnyCase() {
        for (String name : new String[] {"get", "GET", "gEt"}) {
            EmbeddedChannel channel = connect(data, new MemoryPath(data, always(-1L), held));
            send(channel, command(name, "a"));
            assertThat(received(channel)).as(name.toLowerCase(Locale.ROOT)).isEqualTo("$-1\r\n");
            assertThat(data.requests).isEmpty();
            channel.finishAndReleaseAll();
        }
    }
}
