package dev.cairn.replication.mint;

import dev.cairn.api.env.Directory;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.file.CheckedFile;
import java.io.IOException;

/**
 * The file that remembers which epochs were given out, drawn in docs/formats/peer-messages.md under
 * "epochs".
 */
final class EpochFile {
    static final String NAME = "epochs";
    static final int MAGIC = 0x4341_4550;
    static final int FORMAT = 3;

    private static final int MAX_BYTES = 1 << 10;
    private static final int CLEAN = 1;

    private final CheckedFile file;

    EpochFile(Directory directory) {
        this.file = new CheckedFile(directory, NAME, MAX_BYTES);
    }

    /**
     * What the file says.
     *
     * @param floor entries of an epoch below are not counted on from
     * @param end no epoch from here on was ever given out
     * @param clean whether the last process stopped after a drain, and then gave out nothing up to
     *     {@code end}
     * @param bootId the machine's boot during which it was written
     */
    record Content(long floor, long end, boolean clean, String bootId) {}

    boolean exists() throws IOException {
        return file.exists();
    }

    /** Reads the file; throws {@link MalformedException} when it is damaged. */
    Content read() throws IOException {
        WireReader reader = file.read();
        if (reader.i32() != MAGIC || reader.u8() != FORMAT) {
            throw new MalformedException("it is no epochs file of format " + FORMAT);
        }
        boolean clean = (reader.u8() & CLEAN) != 0;
        long floor = reader.i64();
        long end = reader.i64();
        String bootId = reader.text();
        reader.end();
        return new Content(floor, end, clean, bootId);
    }

    /** Replaces the file; the new content is durable on return. */
    void write(Content content) throws IOException {
        WireWriter writer = new WireWriter(64);
        writer.i32(MAGIC).u8(FORMAT).u8(content.clean() ? CLEAN : 0);
        writer.i64(content.floor()).i64(content.end()).text(content.bootId());
        file.replace(writer);
    }
}
