package dev.cairn.replication.sighting;

import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;

/**
 * How far a data directory was seen.
 *
 * @param run the number of the process that used it, from 1; 0 where there was none
 * @param nonce what that process drew, since a restored copy counts the same numbers again
 * @param position the log position that was durable then
 */
public record Sighting(long run, long nonce, long position) {
    /** Nothing was seen. */
    public static final Sighting NONE = new Sighting(0, 0, 0);

    /** The position of a directory of which nobody can say how far it should be. */
    public static final long ANY_POSITION = Long.MAX_VALUE;

    boolean isOfRun(Sighting other) {
        return run == other.run && nonce == other.nonce;
    }

    void write(WireWriter writer) {
        writer.varint(run).i64(nonce).varint(position);
    }

    static Sighting read(WireReader reader) {
        return new Sighting(reader.varint(), reader.i64(), reader.varint());
    }

    @Override
    public String toString() {
        return "process "
                + run
                + (position == ANY_POSITION ? "" : " up to log position " + position);
    }
}
