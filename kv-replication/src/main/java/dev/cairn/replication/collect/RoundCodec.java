package dev.cairn.replication.collect;

import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.collect.RoundMessage.Enter;
import dev.cairn.replication.collect.RoundMessage.Entered;
import dev.cairn.replication.collect.RoundMessage.KnownRounds;
import dev.cairn.replication.collect.RoundMessage.Tell;
import dev.cairn.replication.collect.RoundMessage.Told;
import dev.cairn.replication.collect.RoundMessage.WhichRounds;
import dev.cairn.replication.repair.RepairCodec;
import dev.cairn.replication.repair.SliceDigest;
import dev.cairn.replication.round.SliceRound;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The bytes of {@link RoundMessage}s, drawn in docs/formats/peer-messages.md under "rounds". */
public final class RoundCodec {
    /** The version of the format, the payload's first byte. */
    public static final int FORMAT = 1;

    static final int ENTER = FrameKinds.REPLICATION_FIRST + 0x30;
    static final int ENTERED = FrameKinds.REPLICATION_FIRST + 0x31;
    static final int TELL = FrameKinds.REPLICATION_FIRST + 0x32;
    static final int TOLD = FrameKinds.REPLICATION_FIRST + 0x33;
    static final int WHICH_ROUNDS = FrameKinds.REPLICATION_FIRST + 0x34;
    static final int ROUNDS = FrameKinds.REPLICATION_FIRST + 0x35;

    private RoundCodec() {}

    /** Whether a frame of this kind is a message of rounds. */
    public static boolean isRound(int kind) {
        return kind >= ENTER && kind <= ROUNDS;
    }

    /** Encodes a message. */
    public static Frame encode(RoundMessage message) {
        WireWriter writer = new WireWriter(256).u8(FORMAT).varint(message.epoch());
        int kind =
                switch (message) {
                    case Enter enter -> rounds(ENTER, enter.rounds(), writer);
                    case Entered entered -> rounds(ENTERED, entered.rounds(), writer);
                    case Tell tell -> rounds(TELL, tell.rounds(), writer);
                    case Told told -> {
                        RepairCodec.write(told.digests(), writer);
                        yield TOLD;
                    }
                    case WhichRounds _ -> WHICH_ROUNDS;
                    case KnownRounds all -> {
                        writer.u8(all.known() ? 1 : 0);
                        yield rounds(ROUNDS, all.rounds(), writer);
                    }
                };
        return Frame.of(kind, MemorySegment.ofArray(writer.buffer()).asSlice(0, writer.size()));
    }

    private static int rounds(int kind, List<SliceRound> rounds, WireWriter writer) {
        SliceRound.write(rounds, writer);
        return kind;
    }

    /**
     * Decodes a frame; throws {@link MalformedException} for anything that {@link #encode} did not
     * write.
     */
    public static RoundMessage decode(int kind, MemorySegment payload) {
        WireReader reader = new WireReader(payload);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected round format " + FORMAT + ", read " + format);
        }
        long epoch = reader.varint();
        RoundMessage message =
                switch (kind) {
                    case ENTER -> new Enter(epoch, some(reader));
                    case ENTERED -> new Entered(epoch, some(reader));
                    case TELL -> new Tell(epoch, some(reader));
                    case TOLD -> {
                        List<SliceDigest> digests = RepairCodec.readSlices(reader);
                        yield new Told(epoch, digests);
                    }
                    case WHICH_ROUNDS -> new WhichRounds(epoch);
                    case ROUNDS -> {
                        boolean known = reader.varint(1) == 1;
                        yield new KnownRounds(epoch, known, SliceRound.read(reader));
                    }
                    default -> throw new MalformedException("no round message has kind " + kind);
                };
        reader.end();
        return message;
    }

    private static List<SliceRound> some(WireReader reader) {
        List<SliceRound> rounds = SliceRound.read(reader);
        if (rounds.isEmpty()) {
            throw new MalformedException("rounds of no slice");
        }
        return rounds;
    }
}
