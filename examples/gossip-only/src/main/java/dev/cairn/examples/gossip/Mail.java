package dev.cairn.examples.gossip;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Datagrams between the members: u8 kind, u8 length of the sender's name, the name, the message.
 */
final class Mail implements AutoCloseable {
    /** Takes what arrives. */
    interface Receiver {
        void receive(int kind, NodeId from, MemorySegment message);
    }

    private final NodeId self;
    private final Map<NodeId, Address> members;
    private final DatagramSocket socket;
    private final byte[] incoming = new byte[64 * 1024];

    Mail(NodeId self, Map<NodeId, Address> members) throws IOException {
        this.self = self;
        this.members = members;
        this.socket = new DatagramSocket(socketAddress(self));
    }

    private InetSocketAddress socketAddress(NodeId node) {
        Address address = members.get(node);
        if (address == null) {
            throw new IllegalArgumentException(node + " is not among the members");
        }
        return new InetSocketAddress(address.host(), address.port());
    }

    /** Sends a message or loses it. */
    void send(int kind, NodeId to, MemorySegment message) {
        byte[] name = self.name().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer datagram = ByteBuffer.allocate(2 + name.length + (int) message.byteSize());
        datagram.put((byte) kind).put((byte) name.length).put(name).put(message.asByteBuffer());
        try {
            socket.send(
                    new DatagramPacket(datagram.array(), datagram.capacity(), socketAddress(to)));
        } catch (IOException lost) {
            // Gossip bears it: what matters is said again.
            return;
        }
    }

    /** Waits so long for one datagram and hands it over. */
    void await(int millis, Receiver receiver) throws IOException {
        DatagramPacket packet = new DatagramPacket(incoming, incoming.length);
        socket.setSoTimeout(Math.max(1, millis));
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException nothing) {
            return;
        }
        int nameLength = packet.getLength() < 2 ? 0 : incoming[1];
        if (nameLength < 1 || packet.getLength() < 2 + nameLength) {
            return;
        }
        String name = new String(incoming, 2, nameLength, StandardCharsets.US_ASCII);
        for (NodeId member : members.keySet()) {
            if (member.name().equals(name)) {
                int start = 2 + nameLength;
                receiver.receive(
                        incoming[0],
                        member,
                        MemorySegment.ofArray(incoming)
                                .asSlice(start, packet.getLength() - start)
                                .asReadOnly());
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
