package dev.cairn.replication.round;

import dev.cairn.api.cluster.Slices;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The round of a slice.
 *
 * @param slice which slice
 * @param round its round
 */
public record SliceRound(int slice, Round round) {
    /** Writes rounds as they stand in messages and files. */
    public static void write(List<SliceRound> rounds, WireWriter writer) {
        writer.varint(rounds.size());
        for (SliceRound of : rounds) {
            writer.varint(of.slice()).varint(of.round().number()).i64(of.round().startedMillis());
        }
    }

    /** Reads what {@link #write} has written; throws {@link MalformedException}. */
    public static List<SliceRound> read(WireReader reader) {
        int count = reader.varint(Slices.COUNT);
        List<SliceRound> rounds = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            int slice = reader.varint(Slices.COUNT - 1);
            rounds.add(new SliceRound(slice, new Round(reader.varint(), reader.i64())));
        }
        return rounds;
    }
}
