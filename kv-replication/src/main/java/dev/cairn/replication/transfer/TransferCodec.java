package dev.cairn.replication.transfer;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.paxos.ProposedCodec;
import dev.cairn.replication.repair.KeyDigest;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.transfer.TransferMessage.Compare;
import dev.cairn.replication.transfer.TransferMessage.Differing;
import dev.cairn.replication.transfer.TransferMessage.Found;
import dev.cairn.replication.transfer.TransferMessage.Lacking;
import dev.cairn.replication.transfer.TransferMessage.Offer;
import dev.cairn.replication.transfer.TransferMessage.Pair;
import dev.cairn.replication.transfer.TransferMessage.SliceHash;
import dev.cairn.replication.transfer.TransferMessage.Unable;
import dev.cairn.replication.transfer.TransferMessage.Walk;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The bytes of {@link TransferMessage}s, drawn in docs/formats/peer-messages.md under "transfer".
 */
public final class TransferCodec {
    /** The version of the format, the payload's first byte. */
    public static final int FORMAT = 1;

    static final int COMPARE = FrameKinds.REPLICATION_FIRST + 0x28;
    static final int DIFFERING = FrameKinds.REPLICATION_FIRST + 0x29;
    static final int WALK = FrameKinds.REPLICATION_FIRST + 0x2a;
    static final int FOUND = FrameKinds.REPLICATION_FIRST + 0x2b;
    static final int OFFER = FrameKinds.REPLICATION_FIRST + 0x2c;
    static final int LACKING = FrameKinds.REPLICATION_FIRST + 0x2d;
    static final int UNABLE = FrameKinds.REPLICATION_FIRST + 0x2e;
    static final int DIFFERING_IN_PART = FrameKinds.REPLICATION_FIRST + 0x2f;

    private static final int MAX_REPLICAS = 255;

    private TransferCodec() {}

    /** Whether a frame of this kind is a transfer message. */
    public static boolean isTransfer(int kind) {
        return kind >= COMPARE && kind <= DIFFERING_IN_PART;
    }

    /** Encodes a message. */
    public static Frame encode(TransferMessage message) {
        WireWriter writer = new WireWriter(256);
        writer.u8(FORMAT).i64(message.request()).varint(message.epoch()).varint(message.slice());
        int kind =
                switch (message) {
                    case Compare compare -> {
                        writer.varint(compare.since()).u8(compare.replicas());
                        writer.varint(compare.slices().size());
                        compare.slices().forEach(of -> writer.varint(of.slice()).i64(of.hash()));
                        yield COMPARE;
                    }
                    case Differing differing -> {
                        ProposedCodec.write(differing.floor(), writer);
                        writer.varint(differing.slices().size());
                        differing.slices().forEach(writer::varint);
                        yield differing.whole() ? DIFFERING : DIFFERING_IN_PART;
                    }
                    case Walk walk -> {
                        writer.varint(walk.since()).u8(walk.replicas());
                        writer.bytes(walk.after()).bytes(walk.upTo());
                        digests(walk.keys(), writer);
                        yield WALK;
                    }
                    case Found found -> {
                        writer.varint(found.round());
                        ProposedCodec.write(found.floor(), writer);
                        writer.bytes(found.upTo()).varint(found.pairs().size());
                        found.pairs().forEach(pair -> writer.bytes(pair.key()).bytes(pair.item()));
                        yield FOUND;
                    }
                    case Offer offer -> {
                        digests(offer.keys(), writer);
                        yield OFFER;
                    }
                    case Lacking lacking -> {
                        writer.varint(lacking.keys().size());
                        lacking.keys().forEach(writer::bytes);
                        yield LACKING;
                    }
                    case Unable _ -> UNABLE;
                };
        return Frame.of(kind, MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
    }

    private static void digests(List<KeyDigest> keys, WireWriter writer) {
        writer.varint(keys.size());
        keys.forEach(key -> writer.bytes(key.key()).i64(key.hash()));
    }

    /**
     * Decodes a frame; throws {@link MalformedException} for anything that {@link #encode} did not
     * write.
     */
    public static TransferMessage decode(int kind, MemorySegment payload) {
        WireReader reader = new WireReader(payload);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected transfer format " + FORMAT + ", read " + format);
        }
        long request = reader.i64();
        long epoch = reader.varint();
        int slice = slice(reader);
        TransferMessage message =
                switch (kind) {
                    case COMPARE -> compare(request, epoch, slice, reader);
                    case DIFFERING, DIFFERING_IN_PART -> {
                        Ballot floor = ProposedCodec.readBallot(reader);
                        List<Integer> slices =
                                list(reader, Arrival.MAX_SLICES, () -> slice(reader));
                        boolean whole = kind == DIFFERING;
                        yield new Differing(request, epoch, slice, slices, floor, whole);
                    }
                    case WALK -> {
                        long since = reader.varint();
                        int replicas = replicas(reader);
                        Bytes after = reader.bytes();
                        Bytes upTo = reader.bytes();
                        List<KeyDigest> keys = digests(slice, reader);
                        yield new Walk(request, epoch, since, replicas, slice, after, upTo, keys);
                    }
                    case FOUND -> {
                        long round = reader.varint();
                        Ballot floor = ProposedCodec.readBallot(reader);
                        Bytes upTo = reader.bytes();
                        List<Pair> pairs = list(reader, Pages.MAX_KEYS, () -> pair(slice, reader));
                        yield new Found(request, epoch, slice, round, floor, upTo, pairs);
                    }
                    case OFFER -> {
                        List<KeyDigest> keys = digests(slice, reader);
                        yield new Offer(request, epoch, slice, keys);
                    }
                    case LACKING -> {
                        List<Bytes> keys = list(reader, Pages.MAX_KEYS, () -> key(slice, reader));
                        yield new Lacking(request, epoch, slice, keys);
                    }
                    case UNABLE -> new Unable(request, epoch, slice);
                    default -> throw new MalformedException("no transfer message has kind " + kind);
                };
        reader.end();
        return message;
    }

    private static Compare compare(long request, long epoch, int slice, WireReader reader) {
        long since = reader.varint();
        int replicas = replicas(reader);
        List<SliceHash> slices =
                list(reader, Arrival.MAX_SLICES, () -> new SliceHash(slice(reader), reader.i64()));
        if (slices.isEmpty() || slices.getFirst().slice() != slice) {
            throw new MalformedException("the slices do not begin with " + slice);
        }
        return new Compare(request, epoch, since, replicas, slices);
    }

    private static int slice(WireReader reader) {
        return reader.varint(Slices.COUNT - 1);
    }

    private static int replicas(WireReader reader) {
        int replicas = reader.u8();
        if (replicas == 0 || replicas > MAX_REPLICAS) {
            throw new MalformedException("a key has no " + replicas + " copies");
        }
        return replicas;
    }

    private static Bytes key(int slice, WireReader reader) {
        Bytes key = reader.bytes();
        if (StorageKey.decode(key.segment()).slice() != slice) {
            throw new MalformedException("a key is not of slice " + slice);
        }
        return key;
    }

    private static Pair pair(int slice, WireReader reader) {
        Bytes key = key(slice, reader);
        Bytes item = reader.bytes();
        if (StoredRegister.isRegister(item)) {
            StoredRegister.decode(item.segment());
        } else {
            ItemCodec.decode(item.segment());
        }
        return new Pair(key, item);
    }

    private static List<KeyDigest> digests(int slice, WireReader reader) {
        return list(reader, Pages.MAX_KEYS, () -> new KeyDigest(key(slice, reader), reader.i64()));
    }

    private static <T> List<T> list(WireReader reader, int most, Supplier<T> next) {
        int count = reader.varint(most);
        List<T> list = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            list.add(next.get());
        }
        return list;
    }
}
