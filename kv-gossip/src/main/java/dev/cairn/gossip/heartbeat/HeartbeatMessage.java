package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.BitSet;

/**
 * What a node tells another: the newest heartbeat it knows of some members, its own among them, and
 * how it stands to each. Behind the {@link dev.cairn.gossip.admission.Envelope}, in the order of
 * the names:
 *
 * <pre>
 * varint entries · entry: u8 (standing × 64 + bytes shared with the name before) · u8 further bytes · these
 *                         · varint incarnation · varint counter
 * </pre>
 *
 * <p>Read into columns that are used again, since a node in a large cluster reads thousands of
 * entries a second.
 */
final class HeartbeatMessage {
    /** The kind in the envelope. */
    static final int KIND = 1;

    /** The largest message, in bytes. */
    static final int MAX_BYTES = 16 * 1024;

    /** The most members in one message; in larger clusters they take turns. */
    static final int MAX_ENTRIES = 256;

    private static final int STANDING_SHIFT = 6;
    private static final int SHARED_MASK = 0x3f;
    private static final int ENTRY_BYTES_BESIDE_NAME = 20;
    private static final long LARGEST = 1L << 62;

    private final int[] positions = new int[MAX_ENTRIES];
    private final Standing[] standings = new Standing[MAX_ENTRIES];
    private final long[] incarnations = new long[MAX_ENTRIES];
    private final long[] counters = new long[MAX_ENTRIES];
    private final byte[] name = new byte[NodeId.MAX_LENGTH];
    private int count;

    /** The most bytes that an entry takes. */
    static int maxBytes(int nameBytes) {
        return nameBytes + ENTRY_BYTES_BESIDE_NAME;
    }

    /** Writes what the chosen members' entries say, at most {@link #MAX_ENTRIES}. */
    static void write(WireWriter out, Roster roster, BitSet chosen) {
        out.varint(chosen.cardinality());
        int before = -1;
        for (int at = chosen.nextSetBit(0); at >= 0; at = chosen.nextSetBit(at + 1)) {
            Watched member = roster.get(at);
            int shared = before < 0 ? 0 : roster.sharedBytes(before, at);
            int further = roster.nameBytes(at) - shared;
            out.u8(member.standing().ordinal() << STANDING_SHIFT | shared);
            out.u8(further).raw(roster.names(), roster.start(at) + shared, further);
            out.varint(member.incarnation()).varint(member.counter());
            before = at;
        }
    }

    /** Reads a whole message or throws {@link MalformedException}. */
    void read(WireReader in, Roster roster) {
        count = 0;
        int entries = in.varint(MAX_ENTRIES);
        int length = 0;
        int next = 0;
        for (int i = 0; i < entries; i++) {
            int first = in.u8();
            standings[i] = Standing.of(first >> STANDING_SHIFT);
            length = name(in, first & SHARED_MASK, length);
            int at = roster.find(name, length, next);
            positions[i] = at;
            next = at < 0 ? -1 - at : at + 1;
            incarnations[i] = number(in);
            counters[i] = number(in);
        }
        in.end();
        count = entries;
    }

    private int name(WireReader in, int shared, int before) {
        int length = shared + in.u8();
        if (shared > before || length == shared || length > NodeId.MAX_LENGTH) {
            throw new MalformedException("expected a node id before byte " + in.position());
        }
        for (int i = shared; i < length; i++) {
            name[i] = (byte) in.u8();
        }
        return length;
    }

    private static long number(WireReader in) {
        long value = in.varint();
        if (value < 0 || value > LARGEST) {
            throw new MalformedException("expected at most 2^62 before byte " + in.position());
        }
        return value;
    }

    /** Entries read. */
    int count() {
        return count;
    }

    /** Where the roster has whom an entry is about; negative when no member has that name. */
    int position(int entry) {
        return positions[entry];
    }

    Standing standing(int entry) {
        return standings[entry];
    }

    long incarnation(int entry) {
        return incarnations[entry];
    }

    long counter(int entry) {
        return counters[entry];
    }
}
