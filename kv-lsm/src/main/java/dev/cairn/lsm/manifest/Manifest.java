package dev.cairn.lsm.manifest;

import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Directory.ReadableFile;
import dev.cairn.api.env.Directory.WritableFile;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.lsm.file.Checksum;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The manifest being written. An edit counts once {@link #append} has returned, and then for good.
 * Not safe for several threads.
 */
public final class Manifest implements AutoCloseable {
    /** A manifest that has grown by this, and by as much as it began with, is begun anew. */
    private static final long ROLL_BYTES = 1 << 20;

    private final Directory directory;
    private final LongSupplier numbers;
    private WritableFile file;
    private Version version;
    private long rollAt;
    private boolean suspect;

    private Manifest(
            Directory directory, LongSupplier numbers, WritableFile file, Version version) {
        this.directory = directory;
        this.numbers = numbers;
        this.file = file;
        this.version = version;
        this.rollAt = rollAt(file);
    }

    private static long rollAt(WritableFile begun) {
        return 2 * begun.size() + ROLL_BYTES;
    }

    /** Whether there is a store in the directory. */
    public static boolean exists(Directory directory) throws IOException {
        return directory.exists(ManifestFormat.CURRENT);
    }

    /**
     * The version that CURRENT leads to. Each edit was synced before the next was written, so one
     * that is not whole and has no whole one behind it was never synced and does not count; any
     * other damage is CORRUPT. What such an edit would have let go is then still there: that is for
     * the caller to check before it deletes anything.
     */
    public static Version read(Directory directory) throws IOException {
        ByteBuffer current = readAll(directory, ManifestFormat.CURRENT);
        long number =
                ManifestFormat.checkHeader(
                        ManifestFormat.CURRENT, current, ManifestFormat.CURRENT_MAGIC);
        String name = ManifestFormat.name(number);
        if (!directory.exists(name)) {
            throw StorageException.corrupt(
                    ManifestFormat.CURRENT, 12, "it names " + name + ", which is not there");
        }
        ByteBuffer bytes = readAll(directory, name);
        if (ManifestFormat.checkHeader(name, bytes, ManifestFormat.MAGIC) != number) {
            throw StorageException.corrupt(name, 12, "the header is that of another manifest");
        }
        return replay(name, bytes);
    }

    private static Version replay(String name, ByteBuffer bytes) {
        if (!isWhole(bytes, ManifestFormat.HEADER_BYTES)) {
            throw StorageException.corrupt(
                    name, ManifestFormat.HEADER_BYTES, "the first edit is not whole");
        }
        Version version = Version.EMPTY;
        int at = ManifestFormat.HEADER_BYTES;
        while (isWhole(bytes, at)) {
            int length = bytes.getInt(at + 4);
            int payload = at + ManifestFormat.RECORD_HEADER_BYTES;
            try {
                version = after(version, bytes.slice(payload, length));
            } catch (MalformedException malformed) {
                throw StorageException.corrupt(
                        name, payload, String.valueOf(malformed.getMessage()));
            }
            at = payload + length;
        }
        for (int later = at + 1; later < bytes.limit(); later++) {
            if (isWhole(bytes, later)) {
                throw StorageException.corrupt(
                        name, at, "an edit is not whole and one behind it is");
            }
        }
        return version;
    }

    private static Version after(Version version, ByteBuffer payload) {
        Edit edit = Edit.decode(new WireReader(MemorySegment.ofBuffer(payload)));
        Optional<String> refusal = version.refusal(edit);
        if (refusal.isPresent()) {
            throw new MalformedException(refusal.get());
        }
        return version.after(edit);
    }

    private static boolean isWhole(ByteBuffer bytes, int at) {
        if (bytes.limit() - at < ManifestFormat.RECORD_HEADER_BYTES) {
            return false;
        }
        int length = bytes.getInt(at + 4);
        return length > 0
                && length <= bytes.limit() - at - ManifestFormat.RECORD_HEADER_BYTES
                && bytes.getInt(at) == Checksum.crc32c(bytes, at + 4, length + 4);
    }

    private static ByteBuffer readAll(Directory directory, String name) throws IOException {
        try (ReadableFile file = directory.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(0, bytes);
            return bytes.flip();
        }
    }

    /**
     * Begins a new manifest with {@code version} and leads CURRENT to it; {@code numbers} gives
     * numbers not used before.
     */
    public static Manifest start(Directory directory, LongSupplier numbers, Version version)
            throws IOException {
        return new Manifest(
                directory, numbers, begin(directory, numbers.getAsLong(), version), version);
    }

    private static WritableFile begin(Directory directory, long number, Version version)
            throws IOException {
        String name = ManifestFormat.name(number);
        WritableFile file = directory.create(name);
        try {
            file.write(ManifestFormat.header(ManifestFormat.MAGIC, number));
            file.write(record(version.snapshot()));
            file.sync();
            directory.delete(ManifestFormat.CURRENT_NEXT);
            try (WritableFile current = directory.create(ManifestFormat.CURRENT_NEXT)) {
                current.write(ManifestFormat.header(ManifestFormat.CURRENT_MAGIC, number));
                current.sync();
            }
            directory.syncNames();
            directory.rename(ManifestFormat.CURRENT_NEXT, ManifestFormat.CURRENT);
            directory.syncNames();
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
        deleteAllBut(directory, name);
        return file;
    }

    private static void deleteAllBut(Directory directory, String name) throws IOException {
        for (String other : directory.list()) {
            if (ManifestFormat.isName(other) && !other.equals(name)) {
                directory.delete(other);
            }
        }
    }

    private static ByteBuffer record(Edit edit) {
        WireWriter payload = new WireWriter(256);
        edit.encode(payload);
        ByteBuffer record =
                ByteBuffer.allocate(ManifestFormat.RECORD_HEADER_BYTES + payload.size());
        record.position(4).putInt(payload.size()).put(payload.buffer(), 0, payload.size());
        return record.putInt(0, Checksum.crc32c(record.array(), 4, record.capacity() - 4)).flip();
    }

    /** The version after all edits. */
    public Version version() {
        return version;
    }

    /**
     * Makes sure that an edit whose {@link #append} failed does not count, by going on in a new
     * manifest without it; also when the present one has grown long.
     */
    public void settle() throws IOException {
        if (suspect || file.size() > rollAt) {
            WritableFile next = begin(directory, numbers.getAsLong(), version);
            file.close();
            file = next;
            rollAt = rollAt(next);
            suspect = false;
        }
    }

    /**
     * Puts an edit on stable storage. After a failure nobody knows whether it counts, so the files
     * that it names must stay until {@link #settle} has succeeded.
     */
    public void append(Edit edit) throws IOException {
        settle();
        suspect = true;
        file.write(record(edit));
        file.sync();
        suspect = false;
        version = version.after(edit);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
