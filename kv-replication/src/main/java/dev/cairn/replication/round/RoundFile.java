package dev.cairn.replication.round;

import dev.cairn.api.env.Directory;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.file.CheckedFile;
import java.io.IOException;
import java.util.List;

/** The rounds that this node has entered, drawn in docs/formats/peer-messages.md under "rounds". */
final class RoundFile {
    static final String NAME = "rounds";
    static final int MAGIC = 0x4341_524f;
    static final int FORMAT = 1;

    private static final int MAX_BYTES = 4 << 20;

    private final CheckedFile file;

    RoundFile(Directory directory) {
        this.file = new CheckedFile(directory, NAME, MAX_BYTES);
    }

    boolean exists() throws IOException {
        return file.exists();
    }

    /** All but first rounds; throws {@link MalformedException} when the file is damaged. */
    List<SliceRound> read() throws IOException {
        WireReader reader = file.read();
        if (reader.i32() != MAGIC || reader.u8() != FORMAT) {
            throw new MalformedException("it is no rounds file of format " + FORMAT);
        }
        List<SliceRound> rounds = SliceRound.read(reader);
        reader.end();
        return rounds;
    }

    void delete() throws IOException {
        file.delete();
    }

    void write(List<SliceRound> rounds) throws IOException {
        WireWriter writer = new WireWriter(64).i32(MAGIC).u8(FORMAT);
        SliceRound.write(rounds, writer);
        file.replace(writer);
    }
}
