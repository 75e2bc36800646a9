package dev.cairn.transport.grpc.peer;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Some bytes of a link's stream: one message of gRPC's.
 *
 * @param pieces buffers on the heap, one after another
 * @param size how many bytes they have together
 */
record Chunk(List<ByteBuffer> pieces, int size) {
    /** No message is larger. */
    static final int MOST_BYTES = 64 * 1024;
}
