package dev.cairn.transport.netty.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplyWriterTest {
    private static String written(Reply reply, boolean resp3) {
        ByteBuf out = Unpooled.buffer();
        ReplyWriter.write(reply, resp3, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void simpleRepliesAreTheSameInBothVersions() {
        for (boolean resp3 : new boolean[] {false, true}) {
            assertThat(written(Reply.OK, resp3)).isEqualTo("+OK\r\n");
            assertThat(written(Reply.error("no\r\n+OK"), resp3)).isEqualTo("-ERR no  +OK\r\n");
            assertThat(written(new Reply.Number(-12), resp3)).isEqualTo(":-12\r\n");
            assertThat(written(Reply.text("grün"), resp3)).isEqualTo("$5\r\ngrün\r\n");
            assertThat(written(new Reply.Array(List.of(Reply.OK, new Reply.Number(7))), resp3))
                    .isEqualTo("*2\r\n+OK\r\n:7\r\n");
        }
    }

    @Test
    void nothingAndPairsDiffer() {
        Reply pairs = new Reply.Pairs(List.of(Reply.text("a"), new Reply.Number(1)));
        assertThat(written(Reply.NIL, false)).isEqualTo("$-1\r\n");
        assertThat(written(Reply.NIL, true)).isEqualTo("_\r\n");
        assertThat(written(pairs, false)).isEqualTo("*2\r\n$1\r\na\r\n:1\r\n");
        assertThat(written(pairs, true)).isEqualTo("%1\r\n$1\r\na\r\n:1\r\n");
    }
}
