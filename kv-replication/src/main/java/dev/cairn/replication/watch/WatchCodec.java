package dev.cairn.replication.watch;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.watch.Journal.Mark;
import dev.cairn.replication.watch.WatchMessage.Follow;
import dev.cairn.replication.watch.WatchMessage.Followed;
import dev.cairn.replication.watch.WatchMessage.Pair;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bytes of {@link WatchMessage}s, drawn in docs/formats/peer-messages.md under "watches". */
public final class WatchCodec {
    /** The version of the format, the payload's first byte. */
    static final int FORMAT = 1;

    static final int FOLLOW = FrameKinds.REPLICATION_FIRST + 0x58;
    static final int FOLLOWED = FrameKinds.REPLICATION_FIRST + 0x59;

    private static final int MAX_PATIENCE_MILLIS = 60_000;

    private WatchCodec() {}

    /** Whether a frame of this kind belongs to watches. */
    public static boolean isWatch(int kind) {
        return kind == FOLLOW || kind == FOLLOWED;
    }

    static Frame encode(WatchMessage message) {
        WireWriter writer = new WireWriter(256);
        writer.u8(FORMAT).i64(message.request());
        int kind =
                switch (message) {
                    case Follow follow -> {
                        writer.text(follow.bucket()).bytes(follow.key());
                        writer.u8(follow.after().isPresent() ? 1 : 0);
                        follow.after()
                                .ifPresent(mark -> writer.i64(mark.journal()).varint(mark.next()));
                        writer.varint(follow.patience().toMillis());
                        yield FOLLOW;
                    }
                    case Followed followed -> {
                        Mark mark = followed.mark();
                        writer.i64(mark.journal()).varint(mark.next()).u8(followed.gap() ? 1 : 0);
                        writer.varint(followed.pairs().size());
                        followed.pairs()
                                .forEach(pair -> writer.bytes(pair.key()).bytes(pair.item()));
                        yield FOLLOWED;
                    }
                };
        return Frame.of(kind, MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
    }

    /** Throws {@link MalformedException} for anything that {@link #encode} did not write. */
    static WatchMessage decode(int kind, MemorySegment payload) {
        WireReader reader = new WireReader(payload);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected watch format " + FORMAT + ", read " + format);
        }
        long request = reader.i64();
        WatchMessage message =
                switch (kind) {
                    case FOLLOW -> {
                        String bucket = bucket(reader);
                        Bytes key = reader.bytes();
                        Optional<Mark> after =
                                reader.varint(1) == 1
                                        ? Optional.of(readMark(reader))
                                        : Optional.empty();
                        int patience = reader.varint(MAX_PATIENCE_MILLIS);
                        yield new Follow(request, bucket, key, after, Duration.ofMillis(patience));
                    }
                    case FOLLOWED -> {
                        Mark mark = readMark(reader);
                        boolean gap = reader.varint(1) == 1;
                        yield new Followed(request, mark, gap, pairs(reader));
                    }
                    default -> throw new MalformedException("no watch message has kind " + kind);
                };
        reader.end();
        return message;
    }

    private static String bucket(WireReader reader) {
        String name = reader.text();
        if (!Key.isBucketName(name)) {
            throw new MalformedException("no name of a bucket");
        }
        return name;
    }

    private static Mark readMark(WireReader reader) {
        return new Mark(reader.i64(), reader.varint());
    }

    private static List<Pair> pairs(WireReader reader) {
        int count = reader.varint(Feed.MAX_KEYS);
        List<Pair> pairs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pairs.add(new Pair(reader.bytes(), reader.bytes()));
        }
        return pairs;
    }
}
