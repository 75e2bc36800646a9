package dev.cairn.api.env;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Named files in one folder, and all the durability there is. Real in production ({@link #of}); in
 * tests one that knows what was synced and can lose power. Names are plain, without separators;
 * {@link #child} gives sub-folders.
 *
 * <ol>
 *   <li>What was written is readable at once, by this process and, after its death, by the next.
 *   <li>A file's bytes survive power loss from the return of {@link WritableFile#sync}; the file's
 *       name, its rename and its deletion from the return of {@link #syncNames}.
 *   <li>{@link #rename} replaces an existing target atomically.
 *   <li>Errors are {@link IOException}s; a full disk is {@link DiskFullException}.
 * </ol>
 *
 * <p>All methods may be called on any thread; a {@link WritableFile} belongs to one thread at a
 * time, apart from {@link WritableFile#sync}, which may run beside writes and covers those that
 * returned before it was called.
 */
public interface Directory {
    /** The folder at {@code path} of the real file system, made when it is not there. */
    static Directory of(Path path) throws IOException {
        return new FileSystemDirectory(path);
    }

    /** For error messages: where this directory is. */
    String describe();

    /**
     * The folder itself, for a library that reaches its files without this interface. Empty where
     * the directory is not a folder of the real file system.
     */
    default Optional<Path> path() {
        return Optional.empty();
    }

    /** The names of the files in it, sorted; sub-folders are left out. */
    List<String> list() throws IOException;

    /** Makes a new file for writing; fails when the name is taken. */
    WritableFile create(String name) throws IOException;

    /**
     * As {@link #create}, for a log: many small writes, and a sync now and then. The directory may
     * take room ahead of the writes, so that they and the syncs cost less. Then zeros lie behind
     * what was written, for readers to see, and after a crash; the close cuts them off.
     */
    default WritableFile createLog(String name) throws IOException {
        return create(name);
    }

    /**
     * Opens an existing file for writing behind its first {@code size} bytes; what lies beyond is
     * cut off.
     */
    WritableFile append(String name, long size) throws IOException;

    /** Opens a file for reading. */
    ReadableFile open(String name) throws IOException;

    /**
     * As {@link #open}, for many reads of a finished file: the directory may map it into memory, so
     * that a read of what the kernel holds is a copy and no call of it. The price: the disk is then
     * read within an access to memory, which holds a Java program's other threads up too when all
     * are to halt (at a safepoint).
     */
    default ReadableFile openMapped(String name) throws IOException {
        return open(name);
    }

    /** Whether there is a file of that name. */
    boolean exists(String name) throws IOException;

    /** Gives a file another name, replacing what had it. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; does nothing when there is none. */
    void delete(String name) throws IOException;

    /**
     * Has a finished file appear in {@code target} too, under its name, and fails when that is
     * taken there. It need not be copied, so it must not be written any more under either name. The
     * new name survives power loss from {@code target}'s {@link #syncNames}, and the bytes as far
     * as they were synced.
     */
    default void link(String name, Directory target) throws IOException {
        try (ReadableFile source = open(name);
                WritableFile copy = target.create(name)) {
            ByteBuffer part = ByteBuffer.allocate(1 << 16);
            for (long at = 0; at < source.size(); at += part.limit()) {
                part.clear().limit((int) Math.min(part.capacity(), source.size() - at));
                source.read(at, part);
                copy.write(part.flip());
            }
            copy.sync();
        }
    }

    /** Makes creations, renames and deletions durable. */
    void syncNames() throws IOException;

    /** The sub-folder of that name, made when it is not there. */
    Directory child(String name) throws IOException;

    /**
     * Takes the lock file of that name for this process; throws {@link IOException} when another
     * holds it.
     */
    AutoCloseable lock(String name) throws IOException;

    /** A file being written at its end. */
    interface WritableFile extends AutoCloseable {
        /** Appends all remaining bytes of {@code source}; they are in the kernel on return. */
        void write(ByteBuffer source) throws IOException;

        /** Bytes in the file. */
        long size();

        /** Puts all bytes written before on stable storage (fdatasync). */
        void sync() throws IOException;

        /** Closes without a sync. */
        @Override
        void close() throws IOException;
    }

    /** A file being read at any place. Safe for all threads. */
    interface ReadableFile extends AutoCloseable {
        /** Bytes in the file. */
        long size() throws IOException;

        /**
         * Fills {@code target} from {@code position} on; throws {@link java.io.EOFException} when
         * the file ends first.
         */
        void read(long position, ByteBuffer target) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** There is no space left. */
    final class DiskFullException extends IOException {
        private static final long serialVersionUID = 1L;

        /** Names the file that could not grow. */
        public DiskFullException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
