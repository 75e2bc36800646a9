package dev.cairn.testkit.tls;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.PutRequest;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How an impostor asks for a write in the words of a protocol, and whether it may. */
enum Speech {
    NATIVE {
        @Override
        byte[] request(Optional<Credentials> shown) {
            WireWriter call = new WireWriter(256);
            RequestCodec.write(new Call(1, new Request.Put(WRITE, false)), call);
            return framed(Handshake.hello(shown))
                    .raw(framed(call.toBytes()).toBytes())
                    .toByteArray();
        }

        @Override
        boolean isRefusal(InputStream answer) throws IOException {
            DataInputStream frames = new DataInputStream(answer);
            try {
                Handshake.readAnswer(frame(frames));
                Response response = ResponseCodec.decode(frame(frames)).response();
                return response instanceof Response.Failed failed && refuses(failed.error().code());
            } catch (KvException refused) {
                return refuses(refused.error().code());
            }
        }
    },
    RESP {
        /** AUTH, where there is something to show, and a write where there is not. */
        @Override
        byte[] request(Optional<Credentials> shown) {
            return ascii(shown.map(secret -> "AUTH eve wrong\r\n").orElse("SET impostor v\r\n"));
        }

        @Override
        boolean isRefusal(InputStream answer) throws IOException {
            String line = text(answer);
            return line.startsWith("-NOAUTH")
                    || line.startsWith("-WRONGPASS")
                    || line.startsWith("-NOPERM")
                    || line.startsWith("-OVERLOADED");
        }
    },
    /** HTTP/2 by hand: a call of {@code Put} with an empty message, for the default bucket. */
    GRPC {
        @Override
        byte[] request(Optional<Credentials> shown) {
            WireWriter headers = new WireWriter(256);
            header(headers, ":method", "POST");
            header(headers, ":scheme", "https");
            header(headers, ":path", "/cairn.v1.KeyValue/Put");
            header(headers, ":authority", "localhost");
            header(headers, "te", "trailers");
            header(headers, "content-type", "application/grpc");
            shown.flatMap(Credentials::header)
                    .ifPresent(secret -> header(headers, "authorization", secret));
            // A PutRequest whose fields 1 and 2 are bucket and key.
            byte[] message = ascii("\0\0\0\0\u000c\n\u0007default\u0012\u0001k");
            WireWriter all =
                    new WireWriter(512).raw(Bytes.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
            frame(all, 4, 0, 0, new byte[0]);
            frame(all, 1, 4, 1, headers.toByteArray());
            frame(all, 0, 1, 1, message);
            return all.toByteArray();
        }

        @Override
        boolean isRefusal(InputStream answer) throws IOException {
            StringBuilder all = new StringBuilder();
            while (all.indexOf("grpc-status") < 0) {
                String more = text(answer);
                if (more.isEmpty()) {
                    throw new IOException("the call was not answered");
                }
                all.append(more);
            }
            String status = all.substring(all.indexOf("grpc-status") + "grpc-status".length());
            // A length byte, then the code: RESOURCE_EXHAUSTED, PERMISSION_DENIED, UNAUTHENTICATED.
            return status.startsWith("\u00018")
                    || status.startsWith("\u00017")
                    || status.startsWith("\u000216");
        }

        private void header(WireWriter headers, String name, String value) {
            literal(headers.u8(0), name);
            literal(headers, value);
        }

        private void literal(WireWriter headers, String text) {
            headers.u8(text.length()).raw(Bytes.utf8(text));
        }

        private void frame(WireWriter all, int type, int flags, int stream, byte[] payload) {
            all.u8(0).u8(payload.length >> 8).u8(payload.length & 0xff);
            all.u8(type).u8(flags).i32(stream).raw(payload, 0, payload.length);
        }
    },
    HTTP {
        @Override
        byte[] request(Optional<Credentials> shown) {
            return ascii(
                    "PUT /v1/buckets/default/keys/impostor HTTP/1.1\r\nHost: n\r\nContent-Length: 1\r\n"
                            + shown.flatMap(Credentials::header)
                                    .map(secret -> "Authorization: " + secret + "\r\n")
                                    .orElse("")
                            + "\r\nv");
        }

        @Override
        boolean isRefusal(InputStream answer) throws IOException {
            String line = text(answer);
            return line.startsWith("HTTP/1.1 401")
                    || line.startsWith("HTTP/1.1 403")
                    || line.startsWith("HTTP/1.1 429");
        }
    };

    private static final PutRequest WRITE =
            PutRequest.of(new Key("default", Bytes.utf8("impostor")), Bytes.utf8("v"));
    private static final int MAGIC = 0x4341524e;

    /** Who it is, where the protocol shows that in its own words, and what it wants. */
    abstract byte[] request(Optional<Credentials> shown);

    /**
     * Whether it is not let in, as the answer says; throws {@link IOException} when there is none,
     * and then it is not, either.
     */
    abstract boolean isRefusal(InputStream answer) throws IOException;

    /** What a node says first that wants a link. */
    static byte[] hello(ClusterId cluster, NodeId said, RandomGenerator random) {
        Hello hello = new Hello(ProtocolRange.only(1), cluster, random.nextLong(), said);
        return framed(HelloCodec.write(hello, new WireWriter(64).i32(MAGIC)).toBytes())
                .toByteArray();
    }

    /** Whether a link was refused. */
    static boolean isRefusedLink(InputStream answer) throws IOException {
        WireReader body = new WireReader(frame(new DataInputStream(answer)));
        body.i32();
        return HelloCodec.readAnswer(body) instanceof HelloAnswer.Refused;
    }

    static boolean refuses(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED, FORBIDDEN, OVERLOADED -> true;
            default -> false;
        };
    }

    private static WireWriter framed(Bytes message) {
        return new WireWriter(512).i32(message.size()).raw(message);
    }

    private static MemorySegment frame(DataInputStream from) throws IOException {
        byte[] frame = new byte[Math.clamp(from.readInt(), 0, 1 << 16)];
        from.readFully(frame);
        return MemorySegment.ofArray(frame);
    }

    private static String text(InputStream answer) throws IOException {
        byte[] some = new byte[1024];
        int length = answer.read(some);
        if (length < 0) {
            throw new IOException("the connection has ended");
        }
        return new String(some, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
