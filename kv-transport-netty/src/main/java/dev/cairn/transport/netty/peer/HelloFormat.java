package dev.cairn.transport.netty.peer;

import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * How {@link Hello} and {@link HelloAnswer} lie in the stream, drawn in
 * docs/formats/netty-frames.md.
 */
final class HelloFormat {
    static final int MAGIC = 0x4341524e; // "CARN"
    static final int MAX_BODY_BYTES = 1024;

    private HelloFormat() {}

    static ByteBuf encode(Hello hello) {
        return sized(HelloCodec.write(hello, new WireWriter(64).i32(MAGIC)));
    }

    static ByteBuf encode(HelloAnswer answer) {
        return sized(HelloCodec.write(answer, new WireWriter(64).i32(MAGIC)));
    }

    private static ByteBuf sized(WireWriter body) {
        ByteBuf bytes = Unpooled.buffer(Integer.BYTES + body.size());
        return bytes.writeInt(body.size()).writeBytes(body.buffer(), 0, body.size());
    }

    /**
     * Takes the next body out of {@code in}; empty while it is not all there. Throws {@link
     * MalformedException}.
     */
    static Optional<WireReader> next(ByteBuf in) {
        if (in.readableBytes() < Integer.BYTES) {
            return Optional.empty();
        }
        int size = in.getInt(in.readerIndex());
        if (size < Integer.BYTES + 1 || size > MAX_BODY_BYTES) {
            throw new MalformedException(
                    "a handshake of " + Integer.toUnsignedString(size) + " bytes");
        }
        if (in.readableBytes() < Integer.BYTES + size) {
            return Optional.empty();
        }
        byte[] body = new byte[size];
        in.skipBytes(Integer.BYTES).readBytes(body);
        WireReader reader = new WireReader(MemorySegment.ofArray(body));
        if (reader.i32() != MAGIC) {
            throw new MalformedException("no handshake of this protocol");
        }
        return Optional.of(reader);
    }
}
