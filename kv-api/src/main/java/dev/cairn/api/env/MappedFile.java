package dev.cairn.api.env;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A finished file, mapped into memory for reading. Safe for all threads. */
final class MappedFile implements Directory.ReadableFile {
    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;

    MappedFile(Path path) throws IOException {
        this.path = path;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            this.bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException | RuntimeException failed) {
            arena.close();
            throw failed;
        }
    }

    @Override
    public long size() {
        return bytes.byteSize();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        int length = target.remaining();
        if (position + length > bytes.byteSize()) {
            throw new EOFException(
                    path + " has " + bytes.byteSize() + " bytes, not " + (position + length));
        }
        try {
            MemorySegment.ofBuffer(target).copyFrom(bytes.asSlice(position, length));
        } catch (InternalError unreadable) {
            throw new IOException("reading " + path + " failed at " + position, unreadable);
        }
        target.position(target.limit());
    }

    @Override
    public void close() {
        arena.close();
    }
}
