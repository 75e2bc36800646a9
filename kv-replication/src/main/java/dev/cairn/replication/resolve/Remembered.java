package dev.cairn.replication.resolve;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.spi.ReplicatedDataType.Memory;
import dev.cairn.api.spi.ReplicatedDataType.Settled;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a version remembers of operations with names. Its bytes are drawn in docs/formats/item.md
 * under "tries".
 *
 * @param tries in the order of names and dots
 * @param forgottenMillis of operations whose ids tell this time or an earlier one some were
 *     forgotten that may be tried again; 0 for none
 * @param onceMillis the same of operations that are never tried again
 */
record Remembered(List<Try> tries, long forgottenMillis, long onceMillis) {
    static final Remembered NOTHING = new Remembered(List.of(), 0, 0);

    /** The most names of one version. */
    static final int MAX = 4096;

    /** A delete may bring the names of many versions together. */
    private static final int MAX_READ = 1 << 20;

    private static final int TIMED = 1;
    private static final int TAKEN_BACK = 2;
    private static final int NAMES_FIRST = 4;
    private static final int KNOWN_FLAGS = TIMED | TAKEN_BACK | NAMES_FIRST;

    /** Sorts the tries. */
    static Remembered of(Collection<Try> tries, long forgottenMillis, long onceMillis) {
        return new Remembered(tries.stream().sorted().toList(), forgottenMillis, onceMillis);
    }

    boolean isNothing() {
        return tries.isEmpty() && forgottenMillis == 0 && onceMillis == 0;
    }

    /** Throws {@link KvException} {@code OVERLOADED} when there are too many names. */
    void checkRoom() {
        if (tries.size() > MAX) {
            throw new KvException(
                    ErrorCode.OVERLOADED,
                    "nothing was written: the key remembers "
                            + MAX
                            + " operations by their ids, until all its owners hold them and no"
                            + " retry is taken any more: some six minutes, a day for ids that tell"
                            + " no time; an operation without an id, or of a client that numbers"
                            + " them, is taken at any rate");
        }
    }

    /**
     * Whether all were known to hold a try when nobody took another one for new any more.
     *
     * @param alone whether it is the only try of its operation
     */
    static boolean isSettled(Try noted, boolean alone, Settled settled) {
        Duration kept = noted.timed() && alone ? ReplicatedDataType.FRESH : OperationMark.KEPT;
        long latest = settled.millis() - kept.plus(ReplicatedDataType.MAX_SKEW).toMillis();
        return noted.millis() < latest && settled.everywhere().test(noted.dot());
    }

    /** What all versions of an item remember together of a name. */
    static Memory memory(Stream<Remembered> versions, OperationName name) {
        List<Remembered> all = versions.toList();
        Optional<Try> applied =
                all.stream()
                        .flatMap(version -> version.tries.stream())
                        .filter(noted -> noted.name().equals(name))
                        .min(Comparator.comparing(Try::dot));
        return new Memory(
                applied.map(Try::dot),
                applied.map(Try::millis).orElse(0L),
                all.stream().mapToLong(Remembered::forgottenMillis).max().orElse(0),
                all.stream().mapToLong(Remembered::onceMillis).max().orElse(0));
    }

    Stream<Dot> dots() {
        return tries.stream().flatMap(Try::dots);
    }

    void write(ActorTable actors, WireWriter writer) {
        writer.varint(forgottenMillis).varint(onceMillis).varint(tries.size());
        long last = 0;
        for (Try noted : tries) {
            int flags =
                    (noted.timed() ? TIMED : 0)
                            | (noted.takenBack() ? TAKEN_BACK : 0)
                            | (noted.first().isPresent() ? NAMES_FIRST : 0);
            writer.u8(flags).i64(noted.name().origin()).varint(noted.name().number());
            actors.write(noted.dot(), writer);
            writer.varint(zigzag(noted.amount())).varint(zigzag(noted.millis() - last));
            noted.first().ifPresent(first -> actors.write(first, writer));
            last = noted.millis();
        }
    }

    /** Throws {@link MalformedException}. */
    static Remembered read(ActorTable actors, WireReader reader) {
        long forgotten = reader.varint();
        long once = reader.varint();
        int count = reader.varint(MAX_READ);
        List<Try> tries = new ArrayList<>(Math.min(count, 64));
        long last = 0;
        for (int i = 0; i < count; i++) {
            int flags = reader.u8();
            OperationName name = new OperationName(reader.i64(), reader.varint());
            Dot dot = actors.readDot(reader);
            long amount = unzigzag(reader.varint());
            last += unzigzag(reader.varint());
            Optional<Dot> first =
                    (flags & NAMES_FIRST) != 0
                            ? Optional.of(actors.readDot(reader))
                            : Optional.empty();
            boolean timed = (flags & TIMED) != 0;
            Try noted = new Try(name, dot, amount, last, timed, (flags & TAKEN_BACK) != 0, first);
            if ((flags & ~KNOWN_FLAGS) != 0 || i > 0 && tries.getLast().compareTo(noted) >= 0) {
                throw new MalformedException("no such try before byte " + reader.position());
            }
            tries.add(noted);
        }
        return new Remembered(List.copyOf(tries), forgotten, once);
    }

    static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    static long unzigzag(long coded) {
        return coded >>> 1 ^ -(coded & 1);
    }
}
