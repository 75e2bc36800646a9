package dev.cairn.transport.grpc.peer;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/**
 * A {@link Chunk} as gRPC takes it: the bytes themselves, copied once in each direction, from the
 * frames into gRPC's buffer and from its buffer into an array.
 */
final class ChunkMarshaller implements MethodDescriptor.Marshaller<Chunk> {
    @Override
    public InputStream stream(Chunk chunk) {
        return new ChunkStream(chunk);
    }

    @Override
    public Chunk parse(InputStream message) {
        try {
            byte[] bytes;
            if (message instanceof KnownLength) {
                bytes = new byte[message.available()];
                message.readNBytes(bytes, 0, bytes.length);
            } else {
                bytes = message.readNBytes(Chunk.MOST_BYTES + 1);
            }
            return new Chunk(List.of(ByteBuffer.wrap(bytes)), bytes.length);
        } catch (IOException broken) {
            throw Status.INTERNAL
                    .withDescription("a message cannot be read")
                    .withCause(broken)
                    .asRuntimeException();
        }
    }

    /** Read at once by {@link #drainTo}, or byte by byte where gRPC wants to. */
    private static final class ChunkStream extends InputStream implements KnownLength, Drainable {
        private final Iterator<ByteBuffer> pieces;
        private ByteBuffer piece = ByteBuffer.allocate(0);
        private int left;

        ChunkStream(Chunk chunk) {
            this.pieces = chunk.pieces().iterator();
            this.left = chunk.size();
        }

        @Override
        public int available() {
            return left;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int drained = left;
            while (advance()) {
                target.write(
                        piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
                left -= piece.remaining();
                piece.position(piece.limit());
            }
            return drained;
        }

        @Override
        public int read() {
            if (!advance()) {
                return -1;
            }
            left--;
            return Byte.toUnsignedInt(piece.get());
        }

        @Override
        public int read(byte[] target, int at, int most) {
            if (most == 0) {
                return 0;
            }
            if (!advance()) {
                return -1;
            }
            int size = Math.min(most, piece.remaining());
            piece.get(target, at, size);
            left -= size;
            return size;
        }

        /** Whether the present piece, or one after it, has bytes left. */
        private boolean advance() {
            while (!piece.hasRemaining() && pieces.hasNext()) {
                piece = pieces.next().duplicate();
            }
            return piece.hasRemaining();
        }
    }
}
