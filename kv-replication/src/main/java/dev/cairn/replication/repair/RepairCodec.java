package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.repair.RepairMessage.KeyDigests;
import dev.cairn.replication.repair.RepairMessage.SliceDigests;
import dev.cairn.replication.repair.RepairMessage.Wanted;
import dev.cairn.replication.replica.StorageKey;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The bytes of {@link RepairMessage}s, drawn in docs/formats/peer-messages.md under "repair". */
public final class RepairCodec {
    /** The version of the format, the payload's first byte. */
    public static final int FORMAT = 1;

    static final int SLICE_DIGESTS = FrameKinds.REPLICATION_FIRST + 0x20;
    static final int KEY_DIGESTS = FrameKinds.REPLICATION_FIRST + 0x21;
    static final int WANTED = FrameKinds.REPLICATION_FIRST + 0x22;

    private static final int MAX_REPLICAS = 255;

    private RepairCodec() {}

    /** Whether a frame of this kind is a repair message. */
    public static boolean isRepair(int kind) {
        return kind >= SLICE_DIGESTS && kind <= WANTED;
    }

    /** Encodes a message. */
    public static Frame encode(RepairMessage message) {
        WireWriter writer = new WireWriter(256);
        writer.u8(FORMAT).varint(message.epoch());
        int kind =
                switch (message) {
                    case SliceDigests digests -> {
                        write(digests.slices(), writer);
                        yield SLICE_DIGESTS;
                    }
                    case KeyDigests digests -> {
                        writer.varint(digests.slice()).varint(digests.round());
                        writer.bytes(digests.after()).bytes(digests.upTo());
                        writer.varint(digests.keys().size());
                        digests.keys().forEach(key -> writer.bytes(key.key()).i64(key.hash()));
                        yield KEY_DIGESTS;
                    }
                    case Wanted wanted -> {
                        writer.varint(wanted.slice()).u8(wanted.more() ? 1 : 0);
                        writer.bytes(wanted.after()).varint(wanted.keys().size());
                        wanted.keys().forEach(writer::bytes);
                        yield WANTED;
                    }
                };
        return Frame.of(kind, MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
    }

    /** Writes digests as they stand in messages. */
    public static void write(List<SliceDigest> slices, WireWriter writer) {
        writer.varint(slices.size());
        slices.forEach(slice -> write(slice, writer));
    }

    private static void write(SliceDigest slice, WireWriter writer) {
        writer.varint(slice.slice()).varint(slice.round()).varint(slice.shares().size());
        slice.shares().forEach(share -> writer.u8(share.replicas()).i64(share.hash()));
    }

    /**
     * Decodes a frame; throws {@link MalformedException} for anything that {@link #encode} did not
     * write.
     */
    public static RepairMessage decode(int kind, MemorySegment payload) {
        WireReader reader = new WireReader(payload);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected repair format " + FORMAT + ", read " + format);
        }
        long epoch = reader.varint();
        RepairMessage message =
                switch (kind) {
                    case SLICE_DIGESTS -> new SliceDigests(epoch, readSlices(reader));
                    case KEY_DIGESTS -> {
                        int slice = slice(reader);
                        long round = reader.varint();
                        Bytes after = reader.bytes();
                        Bytes upTo = reader.bytes();
                        yield new KeyDigests(
                                epoch, slice, round, after, upTo, digests(slice, reader));
                    }
                    case WANTED -> {
                        int slice = slice(reader);
                        boolean more = reader.varint(1) == 1;
                        Bytes after = reader.bytes();
                        yield new Wanted(epoch, slice, keys(slice, reader), more, after);
                    }
                    default -> throw new MalformedException("no repair message has kind " + kind);
                };
        reader.end();
        return message;
    }

    private static int slice(WireReader reader) {
        return reader.varint(Slices.COUNT - 1);
    }

    /** Reads at least one digest; throws {@link MalformedException}. */
    public static List<SliceDigest> readSlices(WireReader reader) {
        int count = reader.varint(Slices.COUNT);
        if (count == 0) {
            throw new MalformedException("digests of no slice");
        }
        List<SliceDigest> slices = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            int slice = slice(reader);
            long round = reader.varint();
            int shares = reader.varint(2 * MAX_REPLICAS);
            List<SliceDigest.Share> of = new ArrayList<>(Math.min(shares, 4));
            for (int j = 0; j < shares; j++) {
                of.add(new SliceDigest.Share(reader.u8(), reader.i64()));
            }
            slices.add(new SliceDigest(slice, round, of));
        }
        return slices;
    }

    private static Bytes key(int slice, WireReader reader) {
        Bytes key = reader.bytes();
        if (StorageKey.decode(key.segment()).slice() != slice) {
            throw new MalformedException("a key is not of slice " + slice);
        }
        return key;
    }

    private static List<KeyDigest> digests(int slice, WireReader reader) {
        int count = reader.varint(SliceScan.MAX_KEYS);
        List<KeyDigest> digests = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            digests.add(new KeyDigest(key(slice, reader), reader.i64()));
        }
        return digests;
    }

    private static List<Bytes> keys(int slice, WireReader reader) {
        int count = reader.varint(SliceScan.MAX_KEYS);
        List<Bytes> keys = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            keys.add(key(slice, reader));
        }
        return keys;
    }
}
