package dev.cairn.transport.grpc.peer;

import dev.cairn.api.wire.MalformedException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Cuts a link's stream of bytes into frames, wherever its messages begin and end. A frame that lies
 * in one message is handed over where it lies. For one thread.
 */
final class FrameCutter {
    private static final int FIRST_ROOM_BYTES = 128 * 1024;

    private final Sink sink;
    private final BooleanSupplier goesOn;
    private final ByteBuffer head = ByteBuffer.allocate(FrameFormat.HEAD_BYTES);
    private byte[] begun = new byte[0];
    private int received;
    private int missing;
    private int crc;
    private int kind;

    /** Takes the frames. */
    @FunctionalInterface
    interface Sink {
        /** A whole frame; the payload is valid during the call. */
        void frame(int kind, MemorySegment payload);
    }

    /** Stops, even between two frames of one message, when {@code goesOn} says so. */
    FrameCutter(Sink sink, BooleanSupplier goesOn) {
        this.sink = sink;
        this.goesOn = goesOn;
    }

    /** The next bytes. Throws {@link MalformedException} when they are no sound frame. */
    void take(ByteBuffer bytes) {
        while (goesOn.getAsBoolean() && bytes.hasRemaining()) {
            if (head.hasRemaining()) {
                readHead(bytes);
            }
            if (!head.hasRemaining()) {
                readPayload(bytes);
            }
        }
    }

    private void readHead(ByteBuffer bytes) {
        int size = Math.min(head.remaining(), bytes.remaining());
        head.put(bytes.slice(bytes.position(), size));
        bytes.position(bytes.position() + size);
        if (head.hasRemaining()) {
            return;
        }
        int counted = head.getInt(0);
        if (counted < FrameFormat.COUNTED_HEAD_BYTES || counted > FrameFormat.MAX_SIZE) {
            throw new MalformedException(
                    "the peer announced a frame of "
                            + Integer.toUnsignedString(counted)
                            + " bytes");
        }
        crc = head.getInt(Integer.BYTES);
        kind = Byte.toUnsignedInt(head.get(2 * Integer.BYTES));
        received = 0;
        missing = counted - FrameFormat.COUNTED_HEAD_BYTES;
    }

    private void readPayload(ByteBuffer bytes) {
        if (received == 0 && bytes.remaining() >= missing) {
            ByteBuffer whole = bytes.slice(bytes.position(), missing);
            bytes.position(bytes.position() + missing);
            deliver(whole);
        } else {
            collect(bytes);
            if (missing == 0) {
                ByteBuffer whole = ByteBuffer.wrap(begun, 0, received);
                begun = new byte[0];
                deliver(whole);
            }
        }
    }

    /** What a frame says of its size is believed only as far as its bytes have come. */
    private void collect(ByteBuffer bytes) {
        int size = Math.min(missing, bytes.remaining());
        if (begun.length < received + size) {
            int room = Math.max(FIRST_ROOM_BYTES, 2 * (received + size));
            begun = Arrays.copyOf(begun, Math.min(received + missing, room));
        }
        bytes.get(begun, received, size);
        received += size;
        missing -= size;
    }

    private void deliver(ByteBuffer payload) {
        head.clear();
        if (!FrameFormat.isSound(crc, kind, payload)) {
            throw new MalformedException("a frame from the peer has a wrong checksum");
        }
        sink.frame(kind, MemorySegment.ofBuffer(payload).asReadOnly());
    }
}
