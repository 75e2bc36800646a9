package dev.cairn.api.nativeprotocol;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The first message each way, by which a client and a node agree on the protocol's version; drawn
 * in docs/formats/native-protocol.md under "handshake".
 */
public final class Handshake {
    /** The version that this code speaks, and the only one so far. */
    public static final int VERSION = 1;

    /** The largest frame either side takes, without its length, in bytes. */
    public static final int MAX_FRAME_BYTES = Transport.MAX_FRAME_BYTES;

    /** The largest hello, without its length, in bytes: who sends it is nobody yet. */
    public static final int MAX_HELLO_BYTES = 16 * 1024;

    /** The first byte of a client's first message; a peer's begins otherwise. */
    public static final int HELLO = 0x80;

    private static final int WELCOME = 0xa0;
    private static final int NOTHING = 0;
    private static final int PASSWORD = 1;
    private static final int TOKEN = 2;
    private static final Bytes MAGIC = Bytes.utf8("cairn");

    private Handshake() {}

    /**
     * What a client says first.
     *
     * @param oldest the oldest version it speaks
     * @param newest the newest version it speaks
     * @param credentials who it is, where it does not show that by a certificate
     */
    public record Hello(int oldest, int newest, Optional<Credentials> credentials) {
        /** Whether this code's version lies between them. */
        public boolean agreeable() {
            return oldest <= VERSION && VERSION <= newest;
        }
    }

    /**
     * What a node answers when it agrees; else it answers a {@link Response.Failed} of call 0 and
     * closes.
     *
     * @param version the version both go on with
     * @param cluster its cluster
     * @param node its id
     */
    public record Welcome(int version, ClusterId cluster, NodeId node) {}

    /** The hello of this code, of nobody in particular. */
    public static Bytes hello() {
        return hello(Optional.empty());
    }

    /** The hello of this code; a certificate among the credentials is left to TLS. */
    public static Bytes hello(Optional<Credentials> credentials) {
        WireWriter hello = new WireWriter(16).u8(HELLO).raw(MAGIC).varint(VERSION).varint(VERSION);
        credentials.ifPresent(shown -> {
            switch (shown) {
                case Credentials.Password password ->
                        hello.u8(PASSWORD)
                                .text(password.user().orElse(""))
                                .text(password.password());
                case Credentials.Token token -> hello.u8(TOKEN).text(token.token());
                case Credentials.Certificate _ -> hello.u8(NOTHING);
            }
        });
        return hello.toBytes();
    }

    /** Decodes a hello; throws {@link MalformedException}. */
    public static Hello readHello(MemorySegment message) {
        WireReader reader = new WireReader(message);
        if (reader.u8() != HELLO || !Bytes.copyOf(reader.raw(MAGIC.size())).equals(MAGIC)) {
            throw new MalformedException("expected the hello of a client");
        }
        return new Hello(
                reader.varint(Integer.MAX_VALUE),
                reader.varint(Integer.MAX_VALUE),
                credentials(reader));
    }

    private static Optional<Credentials> credentials(WireReader reader) {
        if (reader.remaining() == 0) {
            return Optional.empty();
        }
        return switch (reader.u8()) {
            case PASSWORD -> {
                String user = reader.text();
                yield Optional.of(
                        new Credentials.Password(
                                user.isEmpty() ? Optional.empty() : Optional.of(user),
                                reader.text()));
            }
            case TOKEN -> Optional.of(new Credentials.Token(reader.text()));
            // What a later version may add: it is nobody to this one.
            default -> Optional.empty();
        };
    }

    /** Encodes a welcome. */
    public static Bytes encode(Welcome welcome) {
        return new WireWriter(32)
                .u8(WELCOME)
                .varint(welcome.version())
                .i64(welcome.cluster().value())
                .text(welcome.node().name())
                .toBytes();
    }

    /**
     * Decodes a node's answer; throws {@link KvException} when it refused, {@link
     * MalformedException} for other bytes.
     */
    public static Welcome readAnswer(MemorySegment message) {
        WireReader reader = new WireReader(message);
        if (reader.u8() == WELCOME) {
            return new Welcome(
                    reader.varint(Integer.MAX_VALUE),
                    new ClusterId(reader.i64()),
                    new NodeId(reader.text()));
        }
        if (ResponseCodec.decode(message).response() instanceof Response.Failed refusal) {
            throw refusal.error().toException();
        }
        throw new MalformedException("expected a welcome");
    }
}
