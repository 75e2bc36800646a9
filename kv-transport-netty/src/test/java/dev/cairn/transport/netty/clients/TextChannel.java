package dev.cairn.transport.netty.clients;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** A connection on the test's own thread whose bytes are given and taken as text. */
public final class TextChannel implements AutoCloseable {
    private final EmbeddedChannel channel = new EmbeddedChannel();

    /** The connection. */
    public EmbeddedChannel channel() {
        return channel;
    }

    /** The client sends this, and what follows from it at once is done. */
    public void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        channel.runPendingTasks();
    }

    /** What the client has been sent since it was last asked. */
    public String received() {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            text.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return text.toString();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
