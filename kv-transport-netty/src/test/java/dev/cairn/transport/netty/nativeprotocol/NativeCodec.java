package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.Bytes;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.PutRequest;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.testkit.contract.ClientCodec;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** The native protocol by hand. */
final class NativeCodec implements ClientCodec {
    private final Optional<Credentials> shown;
    private final int maxFrameBytes;
    private boolean greeted;

    NativeCodec(Optional<Credentials> shown, int maxFrameBytes) {
        this.shown = shown;
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public byte[] greeting() {
        return framed(Handshake.hello(shown));
    }

    @Override
    public byte[] get(int id, String key) {
        return call(id, new Request.Get(GetRequest.of(key(key)), false));
    }

    @Override
    public byte[] put(int id, String key, String value) {
        return call(id, new Request.Put(PutRequest.of(key(key), Bytes.utf8(value)), false));
    }

    private static Key key(String key) {
        return new Key("default", Bytes.utf8(key));
    }

    private static byte[] call(int id, Request request) {
        WireWriter call = new WireWriter(64);
        RequestCodec.write(new Call(id, request), call);
        return framed(call.toBytes());
    }

    static byte[] framed(Bytes message) {
        return new WireWriter(64).i32(message.size()).raw(message).toByteArray();
    }

    @Override
    public Reply read(InputStream in, OutputStream out) throws IOException {
        if (!greeted) {
            greeted = true;
            try {
                Handshake.readAnswer(frame(in));
            } catch (KvException refused) {
                return Reply.failed(0, refused.error().code());
            }
        }
        dev.cairn.api.nativeprotocol.Reply reply = ResponseCodec.decode(frame(in));
        int id = (int) reply.id();
        return switch (reply.response()) {
            case Response.Failed failed -> Reply.failed(id, failed.error().code());
            case Response.Found found ->
                    Reply.found(id, found.result().siblings().getFirst().value().utf8());
            default -> Reply.written(id);
        };
    }

    private static MemorySegment frame(InputStream in) throws IOException {
        DataInputStream frames = new DataInputStream(in);
        byte[] frame = new byte[frames.readInt()];
        frames.readFully(frame);
        return MemorySegment.ofArray(frame);
    }

    @Override
    public List<byte[]> malformed() {
        return List.of(
                framed(Bytes.utf8("what is this")),
                new WireWriter(16).i32(1_000_000_000).toByteArray(),
                new WireWriter(16).i32(-1).toByteArray(),
                new WireWriter(16).i32(0).toByteArray());
    }

    /** What is too large is refused by its length. */
    @Override
    public List<Endless> endless() {
        return List.of(
                new Endless(
                        new WireWriter(16).i32(maxFrameBytes + 1).toByteArray(), new byte[4096]));
    }
}
