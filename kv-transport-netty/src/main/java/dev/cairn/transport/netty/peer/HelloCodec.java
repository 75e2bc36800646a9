package dev.cairn.transport.netty.peer;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The bytes of {@link Hello} and {@link HelloAnswer}, drawn in docs/formats/netty-frames.md. */
final class HelloCodec {
    static final int MAGIC = 0x4341524e; // "CARN"
    static final int MAX_BODY_BYTES = 1024;

    private static final int ACCEPTED = 0;
    private static final int REFUSED = 1;
    private static final int LONGEST_REASON = 400;

    private HelloCodec() {}

    static ByteBuf encode(Hello hello) {
        return sized(
                new WireWriter(64)
                        .i32(MAGIC)
                        .u8(hello.lowestVersion())
                        .u8(hello.highestVersion())
                        .i64(hello.cluster().value())
                        .i64(hello.link())
                        .text(hello.node().name()));
    }

    static ByteBuf encode(HelloAnswer answer) {
        WireWriter body = new WireWriter(64).i32(MAGIC);
        return sized(
                switch (answer) {
                    case HelloAnswer.Accepted accepted ->
                            body.u8(ACCEPTED)
                                    .u8(accepted.version())
                                    .i64(accepted.cluster().value())
                                    .text(accepted.node().name());
                    case HelloAnswer.Refused refused ->
                            body.u8(REFUSED)
                                    .text(
                                            refused.reason()
                                                    .substring(
                                                            0,
                                                            Math.min(
                                                                    LONGEST_REASON,
                                                                    refused.reason().length())));
                });
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

    static Hello readHello(WireReader body) {
        Hello hello =
                new Hello(
                        body.u8(),
                        body.u8(),
                        new ClusterId(body.i64()),
                        body.i64(),
                        readNode(body));
        body.end();
        return hello;
    }

    static HelloAnswer readAnswer(WireReader body) {
        HelloAnswer answer =
                switch (body.u8()) {
                    case ACCEPTED ->
                            new HelloAnswer.Accepted(
                                    body.u8(), new ClusterId(body.i64()), readNode(body));
                    case REFUSED -> new HelloAnswer.Refused(body.text());
                    default ->
                            throw new MalformedException("a handshake answer of an unknown kind");
                };
        body.end();
        return answer;
    }

    private static NodeId readNode(WireReader body) {
        try {
            return new NodeId(body.text());
        } catch (KvException noNode) {
            throw new MalformedException(noNode.error().detail());
        }
    }
}
