package dev.cairn.api.peer;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;

/**
 * The bytes of {@link Hello} and {@link HelloAnswer}, drawn in docs/formats/netty-frames.md and
 * docs/formats/grpc-frames.md. Reading throws {@link MalformedException}.
 */
public final class HelloCodec {
    private static final int ACCEPTED = 0;
    private static final int REFUSED = 1;
    private static final int LONGEST_REASON = 400;

    private HelloCodec() {}

    /** Appends a hello. */
    public static WireWriter write(Hello hello, WireWriter out) {
        return out.u8(hello.versions().lowest())
                .u8(hello.versions().highest())
                .i64(hello.cluster().value())
                .i64(hello.link())
                .text(hello.node().name());
    }

    /** Appends an answer; of a long reason its beginning. */
    public static WireWriter write(HelloAnswer answer, WireWriter out) {
        return switch (answer) {
            case HelloAnswer.Accepted accepted ->
                    out.u8(ACCEPTED)
                            .u8(accepted.version())
                            .i64(accepted.cluster().value())
                            .text(accepted.node().name());
            case HelloAnswer.Refused refused -> out.u8(REFUSED).text(beginning(refused.reason()));
        };
    }

    private static String beginning(String reason) {
        return reason.substring(0, Math.min(LONGEST_REASON, reason.length()));
    }

    /** Reads a hello, which is all that is left. */
    public static Hello readHello(WireReader body) {
        Hello hello =
                new Hello(
                        readVersions(body), new ClusterId(body.i64()), body.i64(), readNode(body));
        body.end();
        return hello;
    }

    /** Reads an answer, which is all that is left. */
    public static HelloAnswer readAnswer(WireReader body) {
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

    private static ProtocolRange readVersions(WireReader body) {
        try {
            return new ProtocolRange(body.u8(), body.u8());
        } catch (IllegalArgumentException noRange) {
            throw new MalformedException(String.valueOf(noRange.getMessage()));
        }
    }

    private static NodeId readNode(WireReader body) {
        try {
            return new NodeId(body.text());
        } catch (KvException noNode) {
            throw new MalformedException(noNode.error().detail());
        }
    }
}
