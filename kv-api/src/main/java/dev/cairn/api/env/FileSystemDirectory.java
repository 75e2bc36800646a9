package dev.cairn.api.env;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@link Directory} on the real file system. */
final class FileSystemDirectory implements Directory {
    private final Path folder;

    FileSystemDirectory(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        make(this.folder);
    }

    /** Makes the folder and those above it that are missing, and makes their names durable. */
    private static void make(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (Files.isDirectory(folder) || parent == null) {
            return;
        }
        make(parent);
        Files.createDirectories(folder);
        syncNames(parent);
    }

    private static void syncNames(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String describe() {
        return folder.toString();
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(folder);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public WritableFile create(String name) throws IOException {
        return new Appender(
                resolve(name), 0, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public WritableFile createLog(String name) throws IOException {
        return MappedLogFile.isSafeOn(Files.getFileStore(folder).type())
                ? new MappedLogFile(resolve(name))
                : create(name);
    }

    @Override
    public WritableFile append(String name, long size) throws IOException {
        return new Appender(resolve(name), size, StandardOpenOption.WRITE);
    }

    @Override
    public ReadableFile open(String name) throws IOException {
        return new Reader(resolve(name));
    }

    @Override
    public ReadableFile openMapped(String name) throws IOException {
        return new MappedFile(resolve(name));
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                resolve(from),
                resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void link(String name, Directory target) throws IOException {
        if (target instanceof FileSystemDirectory other) {
            try {
                Files.createLink(other.resolve(name), resolve(name));
                return;
            } catch (FileAlreadyExistsException | NoSuchFileException told) {
                throw told;
            } catch (UnsupportedOperationException | FileSystemException cannotLink) {
                Directory.super.link(name, target);
                return;
            }
        }
        Directory.super.link(name, target);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(resolve(name));
    }

    @Override
    public void syncNames() throws IOException {
        syncNames(folder);
    }

    @Override
    public Directory child(String name) throws IOException {
        return new FileSystemDirectory(resolve(name));
    }

    @Override
    public AutoCloseable lock(String name) throws IOException {
        Path path = resolve(name);
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new IOException(path + " is locked by another process");
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private Path resolve(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.startsWith(".")) {
            throw new IllegalArgumentException("\"" + name + "\" is no plain file name");
        }
        return folder.resolve(name);
    }

    /** Cuts a file back after a write that failed; answers what to tell of it. */
    static IOException undo(Path path, FileChannel channel, long size, IOException failed) {
        String message = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        IOException told =
                message.contains("no space left") || message.contains("quota exceeded")
                        ? new DiskFullException("no space left for " + path, failed)
                        : failed;
        try {
            channel.truncate(size);
            channel.position(size);
        } catch (IOException alsoFailed) {
            told.addSuppressed(alsoFailed);
        }
        return told;
    }

    private static final class Appender implements WritableFile {
        private final Path path;
        private final FileChannel channel;
        private long size;

        Appender(Path path, long size, OpenOption... options) throws IOException {
            this.path = path;
            this.channel = FileChannel.open(path, options);
            this.size = size;
            try {
                cutTo(size);
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
        }

        private void cutTo(long length) throws IOException {
            if (length > channel.size()) {
                throw new EOFException(path + " has " + channel.size() + " bytes, not " + length);
            }
            channel.truncate(length);
            channel.position(length);
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            int length = source.remaining();
            try {
                while (source.hasRemaining()) {
                    channel.write(source);
                }
            } catch (IOException failed) {
                throw undo(path, channel, size, failed);
            }
            size += length;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class Reader implements ReadableFile {
        private final Path path;
        private final FileChannel channel;

        Reader(Path path) throws IOException {
            this.path = path;
            this.channel = FileChannel.open(path, StandardOpenOption.READ);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    throw new EOFException(
                            path + " ends at " + at + ", " + target.remaining() + " bytes short");
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
