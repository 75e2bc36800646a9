package dev.cairn.replication.file;

import dev.cairn.api.env.Directory;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A small file with a CRC32C of the rest in its last four bytes, replaced as a whole: written
 * beside, synced, renamed. So there is the former content or the new one, whatever fails. Both
 * methods touch the disk; one thread at a time may replace it.
 */
public final class CheckedFile {
    private final Directory directory;
    private final String name;
    private final long maxBytes;

    /**
     * The file of that name, there or not.
     *
     * @param maxBytes a larger one is taken for damaged
     */
    public CheckedFile(Directory directory, String name, long maxBytes) {
        this.directory = directory;
        this.name = name;
        this.maxBytes = maxBytes;
    }

    /** Whether there is one. */
    public boolean exists() throws IOException {
        return directory.exists(name);
    }

    /** The content; throws {@link MalformedException} when it is damaged. */
    public WireReader read() throws IOException {
        byte[] bytes;
        try (Directory.ReadableFile file = directory.open(name)) {
            if (file.size() > maxBytes || file.size() < Integer.BYTES) {
                throw new MalformedException("its size is " + file.size() + " bytes");
            }
            bytes = new byte[(int) file.size()];
            file.read(0, ByteBuffer.wrap(bytes));
        }
        int checked = bytes.length - Integer.BYTES;
        if (ByteBuffer.wrap(bytes).getInt(checked) != checksum(bytes, checked)) {
            throw new MalformedException("its checksum is wrong");
        }
        return new WireReader(MemorySegment.ofArray(bytes).asSlice(0, checked));
    }

    /** Replaces the content, to which the checksum is added; it is durable on return. */
    public void replace(WireWriter content) throws IOException {
        String temporary = name + ".new";
        content.i32(checksum(content.buffer(), content.size()));
        directory.delete(temporary);
        try (Directory.WritableFile file = directory.create(temporary)) {
            file.write(ByteBuffer.wrap(content.buffer(), 0, content.size()));
            file.sync();
        }
        directory.rename(temporary, name);
        directory.syncNames();
    }

    /** Removes it, if it is there; durable on return. */
    public void delete() throws IOException {
        directory.delete(name);
        directory.syncNames();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
