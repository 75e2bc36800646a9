package dev.cairn.client;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.wire.WireWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node on a real socket that speaks the native protocol. */
final class LoopbackNode extends ScriptedNode {
    final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private volatile boolean closed;

    LoopbackNode(String id, Store store) throws IOException {
        super(id, store);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    @Override
    Address address() {
        return new Address("127.0.0.1", server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                if (closed) {
                    socket.close(); // It came while the node was being closed.
                    return;
                }
                Thread.ofVirtual().start(() -> talk(socket));
            }
        } catch (IOException ended) {
            // The node was closed.
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            if (!Handshake.readHello(frame(in)).agreeable()) {
                return;
            }
            send(
                    out,
                    Handshake.encode(
                            new Handshake.Welcome(Handshake.VERSION, new ClusterId(1), id)));
            while (true) {
                Call call = RequestCodec.decode(frame(in));
                calls.add(call);
                switch (script.apply(call)) {
                    case Step.Serve _ -> reply(out, call, serve(call.request()));
                    case Step.Say say -> reply(out, call, say.response());
                    case Step.ServeAndDrop _ -> {
                        serve(call.request());
                        return;
                    }
                    case Step.Ignore _ -> {}
                    case Step.Babble _ -> send(out, Bytes.utf8("HTTP/1.1 400"));
                }
            }
        } catch (IOException ended) {
            // The client went away or the node was closed.
        }
    }

    private static MemorySegment frame(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return MemorySegment.ofArray(bytes);
    }

    private static void reply(OutputStream out, Call call, Response response) throws IOException {
        WireWriter writer = new WireWriter(64);
        ResponseCodec.write(new Reply(call.id(), response), writer);
        send(out, writer.toBytes());
    }

    private static void send(OutputStream out, Bytes message) throws IOException {
        out.write(new WireWriter(64).i32(message.size()).raw(message).toByteArray());
    }
}
