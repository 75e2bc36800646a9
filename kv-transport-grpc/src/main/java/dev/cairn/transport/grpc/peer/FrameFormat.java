package dev.cairn.transport.grpc.peer;

import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a frame in a link's stream, version 1, drawn in docs/formats/grpc-frames.md:
 *
 * <pre>
 * size i32 │ crc32c i32 │ kind u8 │ payload
 *          └─ size counts from here ──────┘
 *                       └ checked by the crc
 * </pre>
 */
final class FrameFormat {
    static final ProtocolRange VERSIONS = ProtocolRange.only(1);

    /** Everything before the payload. */
    static final int HEAD_BYTES = 9;

    /** What size counts besides the payload. */
    static final int COUNTED_HEAD_BYTES = 5;

    static final int MAX_SIZE = Transport.MAX_FRAME_BYTES + COUNTED_HEAD_BYTES;

    private static final int CRC_AT = 4;
    private static final int KIND_AT = 8;

    private FrameFormat() {}

    /** The bytes of {@code frame}, which has {@code size} payload bytes. */
    static ByteBuffer encode(Frame frame, int size) {
        byte[] bytes = new byte[HEAD_BYTES + size];
        frame.writeTo(MemorySegment.ofArray(bytes).asSlice(HEAD_BYTES, size));
        bytes[KIND_AT] = (byte) frame.kind();
        CRC32C crc = new CRC32C();
        crc.update(bytes, KIND_AT, 1 + size);
        return ByteBuffer.wrap(bytes)
                .putInt(0, size + COUNTED_HEAD_BYTES)
                .putInt(CRC_AT, (int) crc.getValue());
    }

    /** Whether the payload is as it was sent with this kind. */
    static boolean isSound(int crc, int kind, ByteBuffer payload) {
        CRC32C computed = new CRC32C();
        computed.update(kind);
        computed.update(payload.duplicate());
        return crc == (int) computed.getValue();
    }
}
