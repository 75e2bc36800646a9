package dev.cairn.transport.netty.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.transport.netty.resp.CommandParser.MalformedCommandException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandParserTest {
    private static final int MAX_BYTES = 64 * 1024;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<List<String>> parse(String text) throws MalformedCommandException {
        return parse(new CommandParser(MAX_BYTES), Unpooled.wrappedBuffer(ascii(text)));
    }

    private static List<List<String>> parse(CommandParser parser, ByteBuf in)
            throws MalformedCommandException {
        List<List<String>> commands = new ArrayList<>();
        for (Optional<Command> next = parser.next(in); next.isPresent(); next = parser.next(in)) {
            commands.add(
                    next.get().parts().stream()
                            .map(part ->
                                    new String(part.toByteArray(), StandardCharsets.ISO_8859_1))
                            .toList());
        }
        return commands;
    }

    @Test
    void arraysOfBulkStringsAndTypedLinesAreCommands() throws MalformedCommandException {
        assertThat(parse("*2\r\n$3\r\nGET\r\n$1\r\na\r\n*0\r\n*-1\r\n\r\nPING\r\n*1\r\n$0\r\n\r\n"))
                .containsExactly(List.of("GET", "a"), List.of("PING"), List.of(""));
    }

    @Test
    void typedLinesKnowQuotes() throws MalformedCommandException {
        assertThat(parse("set \"a b\" 'c\\'d'  \"\\x41\\n\" e\"f\"\n"))
                .containsExactly(List.of("set", "a b", "c'd", "A\n", "ef"));
        assertThatThrownBy(() -> parse("set \"a\r\n"))
                .isInstanceOf(MalformedCommandException.class);
        assertThatThrownBy(() -> parse("set \"a\"b\r\n"))
                .isInstanceOf(MalformedCommandException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*x\r\n",
                "*\r\n",
                "*99999999999\r\n",
                "*1048577\r\n",
                "*1\r\nGET\r\n",
                "*1\r\n$-1\r\n",
                "*1\r\n$x\r\n",
                "*1\r\n$70000\r\n",
                "*1\r\n$1\r\nab\r\n",
                "*2\r\n$40000\r\n",
            })
    void whatIsNoCommandIsCalledMalformed(String text) {
        byte[] bulk = new byte[40_000];
        assertThatThrownBy(() ->
                        parse(
                                new CommandParser(MAX_BYTES),
                                Unpooled.wrappedBuffer(ascii(text), bulk, ascii("\r\n$40000\r\n"))))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessageStartingWith("Protocol error: ");
    }

    @Test
    void aLineWithoutEndIsBounded() {
        assertThatThrownBy(() -> parse("a".repeat(70_000)))
                .isInstanceOf(MalformedCommandException.class);
    }

    private static ByteBuf encode(List<List<Bytes>> commands) {
        ByteBuf out = Unpooled.buffer();
        for (List<Bytes> command : commands) {
            out.writeBytes(ascii("*" + command.size() + "\r\n"));
            for (Bytes part : command) {
                out.writeBytes(ascii("$" + part.size() + "\r\n"))
                        .writeBytes(part.toByteArray())
                        .writeBytes(ascii("\r\n"));
            }
        }
        return out;
    }

    private static List<List<Bytes>> randomCommands(RandomGenerator random) {
        List<List<Bytes>> commands = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            List<Bytes> parts = new ArrayList<>();
            for (int part = random.nextInt(1, 5); part > 0; part--) {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                parts.add(Bytes.wrap(bytes));
            }
            commands.add(parts);
        }
        return commands;
    }

    @Seeded(cases = 50)
    void commandsArriveWhereverTheBytesAreSplit(RandomGenerator random)
            throws MalformedCommandException {
        List<List<Bytes>> sent = randomCommands(random);
        ByteBuf bytes = encode(sent);
        for (int split = 0; split <= bytes.writerIndex(); split++) {
            CommandParser parser = new CommandParser(MAX_BYTES);
            ByteBuf in = Unpooled.buffer();
            List<List<Bytes>> arrived = new ArrayList<>();
            for (ByteBuf piece :
                    List.of(
                            bytes.slice(0, split),
                            bytes.slice(split, bytes.writerIndex() - split))) {
                in.writeBytes(piece);
                for (Optional<Command> next = parser.next(in);
                        next.isPresent();
                        next = parser.next(in)) {
                    arrived.add(next.get().parts());
                }
            }
            assertThat(arrived).isEqualTo(sent);
            assertThat(in.isReadable()).isFalse();
        }
    }

    @Seeded(cases = 500)
    void damagedBytesAreReadAsSomethingElseOrCalledMalformed(RandomGenerator random) {
        ByteBuf bytes = encode(randomCommands(random));
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            bytes.setByte(
                    random.nextInt(bytes.writerIndex()),
                    "*$\r\n019-\"x".charAt(random.nextInt(10)));
        }
        bytes.writerIndex(random.nextInt(bytes.writerIndex() + 1));
        try {
            parse(new CommandParser(MAX_BYTES), bytes);
        } catch (MalformedCommandException expected) {
            assertThat(expected).hasMessageStartingWith("Protocol error: ");
        }
    }
}
