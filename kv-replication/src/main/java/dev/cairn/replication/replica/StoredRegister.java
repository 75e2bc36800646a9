package dev.cairn.replication.replica;

import dev.cairn.api.Bytes;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.paxos.Cell;
import dev.cairn.replication.paxos.Proposed;
import dev.cairn.replication.paxos.ProposedCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What an acceptor keeps of one key of a linearizable bucket, stored where an eventual bucket has
 * an item. Drawn in docs/formats/registers.md under "keys as registers". The first byte tells the
 * two apart, so a key of one mode is never taken for one of the other.
 *
 * @param accepted what was accepted last
 * @param promised no attempt below may be promised or accepted
 */
public record StoredRegister(Proposed accepted, Ballot promised) {
    /** The first byte; items begin with smaller ones. */
    public static final int FORMAT = 0x81;

    /** Never heard of. */
    public static final StoredRegister EMPTY = new StoredRegister(Proposed.NOTHING, Ballot.NONE);

    /** Whether stored bytes are a register and no item. */
    public static boolean isRegister(MemorySegment stored) {
        return stored.byteSize() > 0 && (stored.get(ValueLayout.JAVA_BYTE, 0) & 0xff) == FORMAT;
    }

    /** Whether stored bytes are a register and no item. */
    public static boolean isRegister(Bytes stored) {
        return isRegister(stored.segment());
    }

    /** Whether stored bytes are a register that has promised, and never accepted anything. */
    public static boolean isNothing(MemorySegment stored) {
        try {
            return isRegister(stored) && decode(stored).isNothing();
        } catch (MalformedException damaged) {
            return false;
        }
    }

    /** Reads what {@link #encode} wrote; throws {@link MalformedException} for anything else. */
    public static StoredRegister decode(MemorySegment stored) {
        WireReader reader = new WireReader(stored);
        int format = reader.u8();
        if (format != FORMAT) {
            throw new MalformedException("expected register format " + FORMAT + ", read " + format);
        }
        Proposed accepted = ProposedCodec.readProposed(reader);
        StoredRegister register = new StoredRegister(accepted, ProposedCodec.readBallot(reader));
        reader.end();
        return register;
    }

    /** What a cell keeps. */
    public static StoredRegister of(Cell cell) {
        return new StoredRegister(cell.accepted(), cell.promised());
    }

    /** The stored bytes. */
    public Bytes encode() {
        WireWriter writer = new WireWriter(64 + accepted.value().size()).u8(FORMAT);
        ProposedCodec.write(accepted, writer);
        ProposedCodec.write(promised, writer);
        return writer.toBytes();
    }

    /** The cell to which an acceptor's rules apply. */
    public Cell cell() {
        return new Cell(0, 0, Bytes.EMPTY, promised, accepted);
    }

    /** Whether nothing was ever accepted. */
    public boolean isNothing() {
        return accepted.ballot().equals(Ballot.NONE);
    }
}
