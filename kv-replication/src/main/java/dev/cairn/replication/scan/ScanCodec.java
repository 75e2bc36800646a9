package dev.cairn.replication.scan;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.scan.ScanMessage.Held;
import dev.cairn.replication.scan.ScanMessage.Holds;
import dev.cairn.replication.scan.ScanMessage.Page;
import dev.cairn.replication.scan.ScanMessage.Pair;
import dev.cairn.replication.scan.ScanMessage.Unable;
import dev.cairn.replication.scan.ScanMessage.Walk;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The bytes of {@link ScanMessage}s, drawn in docs/formats/peer-messages.md under "scans". */
public final class ScanCodec {
    /** The version of the format, the payload's first byte. */
    static final int FORMAT = 1;

    static final int HOLDS = FrameKinds.REPLICATION_FIRST + 0x50;
    static final int HELD = FrameKinds.REPLICATION_FIRST + 0x51;
    static final int UNABLE = FrameKinds.REPLICATION_FIRST + 0x52;
    static final int WALK = FrameKinds.REPLICATION_FIRST + 0x53;
    static final int PAGE = FrameKinds.REPLICATION_FIRST + 0x54;

    private ScanCodec() {}

    /** Whether a frame of this kind belongs to scans. */
    public static boolean isScan(int kind) {
        return kind >= HOLDS && kind <= PAGE;
    }

    static Frame encode(ScanMessage message) {
        WireWriter writer = new WireWriter(256);
        writer.u8(FORMAT).i64(message.request()).varint(message.epoch());
        int kind =
                switch (message) {
                    case Holds holds -> {
                        writer.text(holds.bucket()).varint(holds.version());
                        yield HOLDS;
                    }
                    case Held held -> {
                        writer.u8(held.some() ? 1 : 0);
                        yield HELD;
                    }
                    case Unable unable -> {
                        writer.text(unable.why());
                        yield UNABLE;
                    }
                    case Walk walk -> {
                        writer.text(walk.bucket()).varint(walk.first()).varint(walk.last());
                        writer.bytes(walk.after()).bytes(walk.prefix()).varint(walk.limit());
                        yield WALK;
                    }
                    case Page page -> {
                        writer.bytes(page.upTo()).varint(page.items().size());
                        page.items().forEach(pair -> writer.bytes(pair.key()).bytes(pair.item()));
                        yield PAGE;
                    }
                };
        return Frame.of(kind, MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
    }

    /** Throws {@link MalformedException} for anything that {@link #encode} did not write. */
    static ScanMessage decode(int kind, MemorySegment payload) {
        WireReader reader = new WireReader(payload);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected scan format " + FORMAT + ", read " + format);
        }
        long request = reader.i64();
        long epoch = reader.varint();
        ScanMessage message =
                switch (kind) {
                    case HOLDS -> new Holds(request, epoch, reader.text(), reader.varint());
                    case HELD -> new Held(request, epoch, reader.varint(1) == 1);
                    case UNABLE -> new Unable(request, epoch, reader.text());
                    case WALK ->
                            new Walk(
                                    request,
                                    epoch,
                                    reader.text(),
                                    reader.varint(Slices.COUNT - 1),
                                    reader.varint(Slices.COUNT - 1),
                                    reader.bytes(),
                                    reader.bytes(),
                                    reader.varint(PageReader.MAX_ITEMS));
                    case PAGE -> new Page(request, epoch, reader.bytes(), pairs(reader));
                    default -> throw new MalformedException("no scan message has kind " + kind);
                };
        reader.end();
        return message;
    }

    private static List<Pair> pairs(WireReader reader) {
        int count = reader.varint(PageReader.MAX_ITEMS);
        List<Pair> pairs = new ArrayList<>(Math.min(count, 256));
        Bytes before = Bytes.EMPTY;
        for (int i = 0; i < count; i++) {
            Pair pair = new Pair(reader.bytes(), reader.bytes());
            if (pair.key().compareTo(before) <= 0) {
                throw new MalformedException("a page's keys do not ascend");
            }
            before = pair.key();
            pairs.add(pair);
        }
        return pairs;
    }
}
