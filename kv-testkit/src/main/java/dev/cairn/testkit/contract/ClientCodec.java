package dev.cairn.testkit.contract;

import dev.cairn.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The client's side of a protocol, to the byte: what the callers of {@link ClientProtocolContract}
 * send, and how they understand what they are told. Each connection has one of its own. {@link
 * #read} is called on one thread at a time, what makes requests on any.
 */
public interface ClientCodec {
    /**
     * What a connection begins with before its first request; empty where there is nothing. Where
     * the protocol shows credentials once a connection, it shows them here.
     */
    byte[] greeting();

    /**
     * A read of one key.
     *
     * @param id 1 for the connection's first request, 2 for its second, …
     * @param key a text of {@code [a-z0-9:]}
     */
    byte[] get(int id, String key);

    /** A write of one key. */
    byte[] put(int id, String key, String value);

    /**
     * The next reply to a request; passes over what is none. Waits for it, and throws {@link
     * java.io.EOFException} when the connection ends before it is whole.
     *
     * @param out takes what the protocol wants a client to send meanwhile
     */
    Reply read(InputStream in, OutputStream out) throws IOException;

    /**
     * Bytes that make no request behind the greeting, whatever came behind them. The connection is
     * told so and ends.
     */
    List<byte[]> malformed();

    /** Requests that never end, one for each place in the protocol where something may be long. */
    List<Endless> endless();

    /** The protocols that the client offers in the handshake of TLS (ALPN); none by default. */
    default List<String> applicationProtocols() {
        return List.of();
    }

    /**
     * A reply.
     *
     * @param id that of its request; 0 for the oldest request that is not answered, where the
     *     protocol goes by order
     * @param value what was read; empty for the reply to a write
     * @param error why it failed; empty when it did not
     */
    record Reply(int id, Optional<String> value, Optional<ErrorCode> error) {
        /** That of a read. */
        public static Reply found(int id, String value) {
            return new Reply(id, Optional.of(value), Optional.empty());
        }

        /** That of a write. */
        public static Reply written(int id) {
            return new Reply(id, Optional.empty(), Optional.empty());
        }

        /** That of a request that failed. */
        public static Reply failed(int id, ErrorCode code) {
            return new Reply(id, Optional.empty(), Optional.of(code));
        }
    }

    /**
     * A request that never ends.
     *
     * @param head how it begins, behind the greeting; its id is 1
     * @param more goes on, again and again; not empty
     */
    record Endless(byte[] head, byte[] more) {}
}
