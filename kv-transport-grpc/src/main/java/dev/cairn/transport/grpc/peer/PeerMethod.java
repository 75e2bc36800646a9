package dev.cairn.transport.grpc.peer;

import dev.cairn.api.peer.Hello;
import dev.cairn.api.peer.HelloAnswer;
import dev.cairn.api.peer.HelloCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The method that carries a link, and what its metadata says. */
final class PeerMethod {
    static final String SERVICE = "cairn.v1.Peer";

    static final MethodDescriptor<Chunk, Chunk> LINK =
            MethodDescriptor.newBuilder(new ChunkMarshaller(), new ChunkMarshaller())
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Link"))
                    .build();

    private static final Metadata.Key<byte[]> HELLO =
            Metadata.Key.of("cairn-hello-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final Metadata.Key<byte[]> ANSWER =
            Metadata.Key.of("cairn-answer-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private PeerMethod() {}

    static Metadata of(Hello hello) {
        return with(HELLO, HelloCodec.write(hello, new WireWriter(64)));
    }

    static Metadata of(HelloAnswer.Accepted answer) {
        return with(ANSWER, HelloCodec.write(answer, new WireWriter(64)));
    }

    private static Metadata with(Metadata.Key<byte[]> key, WireWriter value) {
        Metadata metadata = new Metadata();
        metadata.put(key, value.toBytes().toByteArray());
        return metadata;
    }

    /** What a caller says; throws {@link MalformedException}. */
    static Hello hello(Metadata headers) {
        return HelloCodec.readHello(reader(headers, HELLO));
    }

    /** What a listener has answered; throws {@link MalformedException}. */
    static HelloAnswer.Accepted answer(Metadata headers) {
        if (HelloCodec.readAnswer(reader(headers, ANSWER)) instanceof HelloAnswer.Accepted agreed) {
            return agreed;
        }
        throw new MalformedException("a refusal that is no status");
    }

    private static WireReader reader(Metadata headers, Metadata.Key<byte[]> key) {
        byte[] value =
                Optional.ofNullable(headers.get(key))
                        .orElseThrow(
                                () -> new MalformedException("there is no metadata " + key.name()));
        return new WireReader(MemorySegment.ofArray(value));
    }
}
