package dev.cairn.testkit.process;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/** What a caller says first at a port of a node, or would like to. */
enum Opening {
    /** A native client that puts a value. */
    NATIVE(0) {
        @Override
        byte[] sensible(RandomGenerator random) {
            var call = new WireWriter(256);
            Key key = new Key("strangers", Bytes.utf8("k" + random.nextInt(100)));
            PutRequest put = PutRequest.of(key, Bytes.utf8("v"));
            RequestCodec.write(new Call(1, new Request.Put(put, false)), call);
            return framed(Handshake.hello()).raw(framed(call.toBytes()).toBytes()).toByteArray();
        }

        @Override
        byte[] oversized(RandomGenerator random) {
            return framed(Handshake.hello()).i32(Integer.MAX_VALUE).toByteArray();
        }
    },
    /** A node that wants to be let in, and sends frames of kinds that it draws. */
    PEER(0) {
        @Override
        byte[] sensible(RandomGenerator random) {
            WireWriter said = hello(random);
            byte[] payload = new byte[random.nextInt(200)];
            random.nextBytes(payload);
            int kind = random.nextInt(256);
            CRC32C crc = new CRC32C();
            crc.update(kind);
            crc.update(payload);
            return said.i32(payload.length + 5)
                    .i32((int) crc.getValue())
                    .u8(kind)
                    .raw(payload, 0, payload.length)
                    .toByteArray();
        }

        @Override
        byte[] oversized(RandomGenerator random) {
            return hello(random).i32(16 << 20).toByteArray();
        }
    },
    /** A Redis client that sets a key. */
    RESP(1) {
        @Override
        byte[] sensible(RandomGenerator random) {
            return ascii("*3\r\n$3\r\nSET\r\n$9\r\nstrange:k\r\n$1\r\nv\r\n");
        }

        @Override
        byte[] oversized(RandomGenerator random) {
            return ascii(random.nextBoolean() ? "*1048577\r\n" : "*1\r\n$2147483647\r\n");
        }
    },
    /** A gRPC client: HTTP/2's preface, settings, and headers that nobody can unpack. */
    GRPC(2) {
        @Override
        byte[] sensible(RandomGenerator random) {
            byte[] headers = new byte[1 + random.nextInt(100)];
            random.nextBytes(headers);
            return preface()
                    .raw(new byte[] {0, 0, (byte) headers.length, 1, 5, 0, 0, 0, 1}, 0, 9)
                    .raw(headers, 0, headers.length)
                    .toByteArray();
        }

        @Override
        byte[] oversized(RandomGenerator random) {
            return preface().i32(-1).i32(-1).toByteArray();
        }
    },
    /** An HTTP client that puts a value. */
    HTTP(ProcessCluster.HTTP) {
        @Override
        byte[] sensible(RandomGenerator random) {
            return ascii(
                    "PUT /v1/buckets/strangers/keys/k HTTP/1.1\r\nHost: n\r\nContent-Length: 1\r\n\r\nv");
        }

        @Override
        byte[] oversized(RandomGenerator random) {
            return ascii(
                    random.nextBoolean()
                            ? "PUT /v1/buckets/b/keys/k HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"
                            : "GET /" + "x".repeat(70_000) + " HTTP/1.1\r\n\r\n");
        }
    };

    private static final int MAGIC = 0x4341524e;

    private final int port;

    Opening(int port) {
        this.port = port;
    }

    /** Which of a node's ports, counted from its first. */
    int port() {
        return port;
    }

    /** A greeting and a request, as the protocol wants them. */
    abstract byte[] sensible(RandomGenerator random);

    /** One that announces more than anybody will take. */
    abstract byte[] oversized(RandomGenerator random);

    private static WireWriter framed(Bytes message) {
        return new WireWriter(512).i32(message.size()).raw(message);
    }

    private static WireWriter hello(RandomGenerator random) {
        Hello hello =
                new Hello(
                        ProtocolRange.only(1),
                        ClusterId.NONE,
                        random.nextLong(),
                        new NodeId("stranger"));
        Bytes body = HelloCodec.write(hello, new WireWriter(64).i32(MAGIC)).toBytes();
        return framed(body);
    }

    private static WireWriter preface() {
        return new WireWriter(64)
                .raw(Bytes.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                .raw(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}, 0, 9);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
