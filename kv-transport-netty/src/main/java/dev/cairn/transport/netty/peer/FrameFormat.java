package dev.cairn.transport.netty.peer;

import dev.cairn.api.peer.ProtocolRange;
import dev.cairn.api.spi.Transport;
import dev.cairn.api.spi.Transport.Frame;
import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * The bytes of a frame between nodes, version 1, drawn in docs/formats/netty-frames.md:
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

    /**
     * Appends {@code frame}, which has {@code size} payload bytes, to {@code out}, which has room
     * for it.
     */
    static void write(Frame frame, int size, ByteBuf out, CRC32C crc) {
        int start = out.writerIndex();
        out.setInt(start, size + COUNTED_HEAD_BYTES);
        out.setByte(start + KIND_AT, frame.kind());
        if (size > 0) {
            frame.writeTo(MemorySegment.ofBuffer(out.nioBuffer(start + HEAD_BYTES, size)));
        }
        out.setInt(start + CRC_AT, checksum(out, start, size, crc));
        out.writerIndex(start + HEAD_BYTES + size);
    }

    /** Whether the frame at {@code start} with that many payload bytes is as it was sent. */
    static boolean isSound(ByteBuf in, int start, int size, CRC32C crc) {
        return in.getInt(start + CRC_AT) == checksum(in, start, size, crc);
    }

    static int kind(ByteBuf in, int start) {
        return in.getUnsignedByte(start + KIND_AT);
    }

    private static int checksum(ByteBuf bytes, int start, int size, CRC32C crc) {
        crc.reset();
        crc.update(bytes.nioBuffer(start + KIND_AT, 1 + size));
        return (int) crc.getValue();
    }
}
