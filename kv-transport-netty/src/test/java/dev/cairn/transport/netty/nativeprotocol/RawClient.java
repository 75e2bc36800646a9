package dev.cairn.transport.netty.nativeprotocol;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.wire.WireWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Socket;

/** A client that sends what it is told, sound or not, and reads one frame after another. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    RawClient(Address node) throws IOException {
        socket = new Socket(node.host(), node.port());
        in = new DataInputStream(socket.getInputStream());
    }

    void send(Bytes message) throws IOException {
        sendBytes(new WireWriter(64).i32(message.size()).raw(message).toByteArray());
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void call(long id, Request request) throws IOException {
        WireWriter writer = new WireWriter(64);
        RequestCodec.write(new Call(id, request), writer);
        send(writer.toBytes());
    }

    MemorySegment frame() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return MemorySegment.ofArray(frame);
    }

    Reply reply() throws IOException {
        return ResponseCodec.decode(frame());
    }

    /** Whether the node has closed the connection; waits for its next byte. */
    boolean ended() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
