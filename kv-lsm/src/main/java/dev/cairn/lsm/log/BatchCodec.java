package dev.cairn.lsm.log;

import dev.cairn.api.spi.WriteBatch;
import dev.cairn.lsm.entry.EntryKind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The payload of a batch record, drawn in docs/formats/lsm.md under "log"; {@link LoggedBatch}
 * reads it.
 */
final class BatchCodec {
    private static final int MAX_VARINT_BYTES = 5;

    private BatchCodec() {}

    /** The most bytes that the batch may take. */
    static long bound(WriteBatch batch) {
        List<WriteBatch.Write> writes = batch.writes();
        long bound = MAX_VARINT_BYTES;
        for (int i = 0; i < writes.size(); i++) {
            WriteBatch.Write write = writes.get(i);
            bound += 1 + 2 * MAX_VARINT_BYTES + write.key().byteSize() + write.value().byteSize();
        }
        return bound;
    }

    /**
     * Appends the payload to {@code target}.
     *
     * @param memory the target's, from its first byte on
     */
    static void encode(WriteBatch batch, ByteBuffer target, MemorySegment memory) {
        List<WriteBatch.Write> writes = batch.writes();
        varint(writes.size(), target);
        for (int i = 0; i < writes.size(); i++) {
            WriteBatch.Write write = writes.get(i);
            target.put((byte) EntryKind.of(write.kind()).code());
            bytes(write.key(), target, memory);
            if (write.kind() != WriteBatch.Kind.DELETE) {
                bytes(write.value(), target, memory);
            }
        }
    }

    private static void bytes(MemorySegment source, ByteBuffer target, MemorySegment memory) {
        int length = (int) source.byteSize();
        varint(length, target);
        int at = target.position();
        MemorySegment.copy(source, 0, memory, at, length);
        target.position(at + length);
    }

    private static void varint(int value, ByteBuffer target) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            target.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }
}
