package dev.cairn.bench.served;

import dev.cairn.api.Bytes;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.PutRequest;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How {@link RawLoad} writes requests and counts replies. Keys are those of redis-benchmark. */
enum Dialect {
    /** The Redis protocol. */
    RESP {
        @Override
        byte[] greeting() {
            return new byte[0];
        }

        @Override
        byte[] request(Workload.Command command, int key, byte[] value) {
            String name = "$" + NAME_BYTES + "\r\n" + keyName(key) + "\r\n";
            String text =
                    command == Workload.Command.GET
                            ? "*2\r\n$3\r\nGET\r\n" + name
                            : "*3\r\n$3\r\nSET\r\n"
                                    + name
                                    + "$"
                                    + value.length
                                    + "\r\n"
                                    + new String(value, StandardCharsets.ISO_8859_1)
                                    + "\r\n";
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        boolean skipReply(ByteBuffer in) {
            int end = lineEnd(in, in.position());
            if (end < 0) {
                return false;
            }
            int next = end;
            if (in.get(in.position()) == '$') {
                int length = 0;
                for (int at = in.position() + 1; in.get(at) != '\r'; at++) {
                    if (in.get(at) == '-') {
                        throw new IllegalStateException("a key is not there: fill first");
                    }
                    length = 10 * length + in.get(at) - '0';
                }
                next = end + length + 2;
            } else if (in.get(in.position()) != '+') {
                throw new IllegalStateException("the server refused a request");
            }
            if (next > in.limit()) {
                return false;
            }
            in.position(next);
            return true;
        }

        private int lineEnd(ByteBuffer in, int from) {
            for (int at = from; at < in.limit(); at++) {
                if (in.get(at) == '\n') {
                    return at + 1;
                }
            }
            return -1;
        }
    },
    /** Cairn's own protocol; the bucket is the one that RESP uses. */
    NATIVE {
        @Override
        byte[] greeting() {
            return frame(Handshake.hello().toByteArray());
        }

        @Override
        byte[] request(Workload.Command command, int key, byte[] value) {
            Key name = new Key("redis:0", Bytes.utf8(keyName(key)));
            WireWriter writer = new WireWriter(256);
            Request request =
                    command == Workload.Command.GET
                            ? new Request.Get(GetRequest.of(name), false)
                            : new Request.Put(PutRequest.of(name, Bytes.wrap(value)), false);
            RequestCodec.write(new Call(key + 1L, request), writer);
            return frame(writer.toByteArray());
        }

        private byte[] frame(byte[] message) {
            return new WireWriter(message.length + Integer.BYTES)
                    .i32(message.length)
                    .raw(message, 0, message.length)
                    .toByteArray();
        }

        @Override
        boolean skipReply(ByteBuffer in) {
            if (in.remaining() < Integer.BYTES + 1) {
                return false;
            }
            int size = in.getInt(in.position());
            if (in.remaining() < Integer.BYTES + size) {
                return false;
            }
            if ((in.get(in.position() + Integer.BYTES) & 0xff) == FAILED) {
                throw new IllegalStateException("the server refused a request");
            }
            in.position(in.position() + Integer.BYTES + size);
            return true;
        }
    };

    private static final int NAME_BYTES = 16;
    private static final int FAILED = 0xaf;

    private static String keyName(int key) {
        return String.format(Locale.ROOT, "key:%012d", key);
    }

    /** What a client says first, to which there is one reply; nothing where there is none. */
    abstract byte[] greeting();

    /** The bytes of a request. */
    abstract byte[] request(Workload.Command command, int key, byte[] value);

    /**
     * Goes behind the reply that begins at the buffer's position; false when it is not all there.
     */
    abstract boolean skipReply(ByteBuffer in);
}
