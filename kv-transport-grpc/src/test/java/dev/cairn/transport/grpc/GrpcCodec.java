package dev.cairn.transport.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.testkit.contract.ClientCodec;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.GetResponse;
import dev.cairn.transport.grpc.v1.PutRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls by HTTP/2 frames: request N is stream 2N - 1. */
final class GrpcCodec implements ClientCodec {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 1 << 30;
    private static final int PREFIX_BYTES = 5;

    private final Optional<Credentials> shown;
    private final int maxMessageBytes;
    private final Set<Integer> reads = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Bytes> messages = new HashMap<>();
    private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false);

    GrpcCodec(Optional<Credentials> shown, int maxMessageBytes) {
        this.shown = shown;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** The preface, and leave to send as much as there is. */
    @Override
    public byte[] greeting() {
        WireWriter greeting =
                new WireWriter(64).raw(Bytes.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        frame(
                greeting,
                SETTINGS,
                0,
                0,
                new WireWriter(8).u8(0).u8(INITIAL_WINDOW_SIZE).i32(WINDOW));
        frame(greeting, WINDOW_UPDATE, 0, 0, new WireWriter(8).i32(WINDOW));
        return greeting.toByteArray();
    }

    @Override
    public byte[] get(int id, String key) {
        reads.add(id);
        return call(
                id, "Get", GetRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build());
    }

    @Override
    public byte[] put(int id, String key, String value) {
        return call(
                id,
                "Put",
                PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .build());
    }

    private byte[] call(int id, String method, MessageLite request) {
        byte[] message = request.toByteArray();
        WireWriter call = new WireWriter(512);
        frame(call, HEADERS, END_HEADERS, stream(id), headers(method));
        WireWriter body = new WireWriter(64).u8(0).i32(message.length);
        frame(call, DATA, END_STREAM, stream(id), body.raw(message, 0, message.length));
        return call.toByteArray();
    }

    private static int stream(int id) {
        return 2 * id - 1;
    }

    private WireWriter headers(String method) {
        WireWriter block = new WireWriter(256);
        header(block, ":method", "POST");
        header(block, ":scheme", "http");
        header(block, ":path", "/cairn.v1.KeyValue/" + method);
        header(block, ":authority", "localhost");
        header(block, "te", "trailers");
        header(block, "content-type", "application/grpc");
        shown.flatMap(Credentials::header)
                .ifPresent(secret -> header(block, "authorization", secret));
        return block;
    }

    /** A header that is spelled out, and not to be remembered. */
    private static void header(WireWriter block, String name, String value) {
        block.u8(0).u8(name.length()).raw(Bytes.utf8(name));
        block.u8(value.length()).raw(Bytes.utf8(value));
    }

    private static void frame(WireWriter all, int type, int flags, int stream, WireWriter payload) {
        all.u8(payload.size() >> 16)
                .u8(payload.size() >> 8 & 0xff)
                .u8(payload.size() & 0xff)
                .u8(type)
                .u8(flags)
                .i32(stream);
        all.raw(payload.buffer(), 0, payload.size());
    }

    @Override
    public List<String> applicationProtocols() {
        return List.of("h2");
    }

    @Override
    public Reply read(InputStream in, OutputStream out) throws IOException {
        DataInputStream frames = new DataInputStream(in);
        while (true) {
            int size = frames.readUnsignedByte() << 16 | frames.readUnsignedShort();
            int type = frames.readUnsignedByte();
            int flags = frames.readUnsignedByte();
            int stream = frames.readInt();
            byte[] payload = new byte[size];
            frames.readFully(payload);
            Optional<Reply> reply = take(type, flags, stream, payload, out);
            if (reply.isPresent()) {
                return reply.get();
            }
        }
    }

    private Optional<Reply> take(int type, int flags, int stream, byte[] payload, OutputStream out)
            throws IOException {
        int id = (stream + 1) / 2;
        switch (type) {
            case DATA -> messages.merge(id, Bytes.wrap(payload), GrpcCodec::joined);
            case HEADERS -> {
                Http2Headers block = decoded(stream, payload);
                return (flags & END_STREAM) != 0 ? Optional.of(ended(id, block)) : Optional.empty();
            }
            case RESET -> {
                return Optional.of(Reply.failed(id, ErrorCode.BAD_REQUEST));
            }
            case SETTINGS, PING -> {
                if ((flags & ACK) == 0) {
                    WireWriter answer = new WireWriter(32);
                    WireWriter same = new WireWriter(8);
                    frame(answer, type, ACK, 0, type == PING ? same.raw(payload, 0, 8) : same);
                    out.write(answer.toByteArray());
                }
            }
            case GO_AWAY -> {
                boolean faulty = payload[4] + payload[5] + payload[6] + payload[7] != 0;
                return faulty
                        ? Optional.of(Reply.failed(0, ErrorCode.BAD_REQUEST))
                        : Optional.empty();
            }
            default -> {}
        }
        return Optional.empty();
    }

    private static Bytes joined(Bytes first, Bytes second) {
        return new WireWriter(first.size() + second.size()).raw(first).raw(second).toBytes();
    }

    private Http2Headers decoded(int stream, byte[] block) throws IOException {
        try {
            return headers.decodeHeaders(stream, Unpooled.wrappedBuffer(block));
        } catch (Http2Exception strange) {
            throw new IOException(strange);
        }
    }

    private Reply ended(int id, Http2Headers trailers) throws IOException {
        CharSequence code = trailers.get("cairn-error-code");
        if (code != null) {
            return Reply.failed(id, ErrorCode.valueOf(code.toString()));
        }
        if (!"0".contentEquals(trailers.get("grpc-status"))) {
            return Reply.failed(id, ErrorCode.UNAVAILABLE);
        }
        byte[] body = messages.remove(id).toByteArray();
        if (!reads.remove(id)) {
            return Reply.written(id);
        }
        ByteString message = ByteString.copyFrom(body, PREFIX_BYTES, body.length - PREFIX_BYTES);
        return Reply.found(
                id, GetResponse.parseFrom(message).getSiblings(0).getValue().toStringUtf8());
    }

    private static byte[] frame(int type, int flags, int stream, WireWriter payload) {
        WireWriter whole = new WireWriter(64);
        frame(whole, type, flags, stream, payload);
        return whole.toByteArray();
    }

    @Override
    public List<byte[]> malformed() {
        WireWriter nothing = new WireWriter(8);
        return List.of(
                frame(DATA, 0, 0, nothing),
                frame(HEADERS, END_HEADERS, 0, headers("Get")),
                frame(HEADERS, END_HEADERS, 2, headers("Get")),
                frame(HEADERS, END_HEADERS, 1, new WireWriter(8).i32(-1)),
                frame(CONTINUATION, 0, 1, nothing),
                frame(WINDOW_UPDATE, 0, 0, new WireWriter(8).i32(0)),
                new WireWriter(16).i32(-1).i32(-1).u8(0).toByteArray());
    }

    @Override
    public List<Endless> endless() {
        WireWriter much = new WireWriter(64).raw(new byte[4096], 0, 4096);
        WireWriter more = new WireWriter(64);
        for (int i = 0; i < 64; i++) {
            header(more, "more" + i, "and more");
        }
        WireWriter head = new WireWriter(64);
        frame(head, HEADERS, END_HEADERS, 1, headers("Put"));
        frame(head, DATA, 0, 1, new WireWriter(8).u8(0).i32(maxMessageBytes + 1));
        return List.of(
                new Endless(head.toByteArray(), frame(DATA, 0, 1, much)),
                new Endless(frame(HEADERS, 0, 1, headers("Put")), frame(CONTINUATION, 0, 1, more)));
    }
}
