package dev.cairn.replication.mint;

import dev.cairn.api.cluster.Slices;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The lowest epoch that may be counted on from, by slice, where it is above the node's own floor:
 * in slices from which this node has removed what it held (CORRECTNESS rule 1). Immutable; half a
 * megabyte once there is any.
 */
final class SliceFloors {
    static final SliceFloors NONE = new SliceFloors(new long[0]);

    private final long[] floors;

    private SliceFloors(long[] floors) {
        this.floors = floors;
    }

    /** The floor of a slice, 0 for none. */
    long at(int slice) {
        return floors.length == 0 ? 0 : floors[slice];
    }

    /** With the floor of these slices at {@code floor}, where it was lower. */
    SliceFloors raised(BitSet slices, long floor) {
        long[] raised = floors.length == 0 ? new long[Slices.COUNT] : floors.clone();
        slices.stream().forEach(slice -> raised[slice] = Math.max(raised[slice], floor));
        return new SliceFloors(raised);
    }

    /** Writes runs of neighbouring slices of one floor. */
    void write(WireWriter writer) {
        int runs = 0;
        WireWriter body = new WireWriter(64);
        for (int first = 0; first < floors.length; ) {
            int behind = first + 1;
            while (behind < floors.length && floors[behind] == floors[first]) {
                behind++;
            }
            if (floors[first] != 0) {
                body.varint(first).varint(behind - first).i64(floors[first]);
                runs++;
            }
            first = behind;
        }
        writer.varint(runs).raw(body.buffer(), 0, body.size());
    }

    static SliceFloors read(WireReader reader) {
        int runs = reader.varint(Slices.COUNT);
        if (runs == 0) {
            return NONE;
        }
        long[] floors = new long[Slices.COUNT];
        for (int i = 0; i < runs; i++) {
            int first = reader.varint(Slices.COUNT - 1);
            int count = reader.varint(Slices.COUNT);
            if (count == 0 || first + count > Slices.COUNT) {
                throw new MalformedException("no run of slices: " + count + " from " + first);
            }
            Arrays.fill(floors, first, first + count, reader.i64());
        }
        return new SliceFloors(floors);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SliceFloors that && Arrays.equals(floors, that.floors);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(floors);
    }
}
