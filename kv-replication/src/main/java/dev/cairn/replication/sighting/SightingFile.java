package dev.cairn.replication.sighting;

import dev.cairn.api.env.Directory;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.file.CheckedFile;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The process that uses this directory, and what was seen of other members' directories, drawn in
 * docs/formats/peer-messages.md under "sightings".
 */
final class SightingFile {
    static final String NAME = "sightings";
    static final int MAGIC = 0x4341_5349;
    static final int FORMAT = 1;

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_OTHERS = 1 << 14;
    private static final int EXCUSED = 1;
    private static final int OUTDATED = 2;

    private final CheckedFile file;

    SightingFile(Directory directory) {
        this.file = new CheckedFile(directory, NAME, MAX_BYTES);
    }

    /**
     * The process that used this directory last.
     *
     * @param run its number; 0 for none
     * @param nonce what it drew
     * @param bootId the machine's boot during which it ran
     * @param excused whether less than was seen of it may be found: it stopped with an empty store,
     *     or what is missing was noticed
     * @param outdated whether another member has seen more of the directory than it holds
     */
    record Own(long run, long nonce, String bootId, boolean excused, boolean outdated) {
        static final Own NOBODY = new Own(0, 0, "", false, false);

        Own asExcused() {
            return new Own(run, nonce, bootId, true, outdated);
        }

        Own asOutdated() {
            return new Own(run, nonce, bootId, excused, true);
        }
    }

    /**
     * What the file says.
     *
     * @param own the process that used this directory last
     * @param others what was last seen of other directories, by their ids
     */
    record Content(Own own, Map<Long, Sighting> others) {}

    boolean exists() throws IOException {
        return file.exists();
    }

    /** Throws {@link MalformedException} when the file is damaged. */
    Content read() throws IOException {
        WireReader reader = file.read();
        if (reader.i32() != MAGIC || reader.u8() != FORMAT) {
            throw new MalformedException("it is no sightings file of format " + FORMAT);
        }
        int flags = reader.varint(EXCUSED | OUTDATED);
        long run = reader.varint();
        long nonce = reader.i64();
        String bootId = reader.text();
        int count = reader.varint(MAX_OTHERS);
        Map<Long, Sighting> others = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            others.put(reader.i64(), Sighting.read(reader));
        }
        reader.end();
        boolean excused = (flags & EXCUSED) != 0;
        boolean outdated = (flags & OUTDATED) != 0;
        return new Content(new Own(run, nonce, bootId, excused, outdated), others);
    }

    /** Replaces the file; the new content is durable on return. */
    void write(Content content) throws IOException {
        Own own = content.own();
        int flags = (own.excused() ? EXCUSED : 0) | (own.outdated() ? OUTDATED : 0);
        WireWriter writer = new WireWriter(256).i32(MAGIC).u8(FORMAT).u8(flags);
        writer.varint(own.run()).i64(own.nonce()).text(own.bootId());
        writer.varint(content.others().size());
        content.others()
                .forEach((storage, sighting) -> {
                    writer.i64(storage);
                    sighting.write(writer);
                });
        file.replace(writer);
    }
}
