package dev.cairn.api.env;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file written by copies into a mapping, window after window, which spares a call of the kernel
 * for each small write.
 *
 * <pre>
 * file     ████████████████████▒▒▒▒▒▒▒▒▒▒     ▒ zeros written ahead, cut off by the close
 * window            └──────────────────┘
 * </pre>
 *
 * <p>What is copied is in the page cache at once, as after a write. The room of a window is written
 * with zeros before it is mapped: so a full disk is told by that write and never by a signal at a
 * copy, and a sync within a window finds neither a new length nor new blocks to note. That takes a
 * file system that writes in place, see {@link #isSafeOn}.
 */
final class MappedLogFile implements Directory.WritableFile {
    private static final int PAGE_BYTES = 4 << 10;
    private static final int FIRST_WINDOW_BYTES = 64 << 10;
    private static final int WINDOW_BYTES = 512 << 10;

    /**
     * Where syncs are at most so far apart, room is written a page at a time: of a longer write the
     * kernel makes one large folio, and writes all of it at each sync.
     */
    private static final int SELDOM_SYNCED_BYTES = 1 << 20;

    private static final ByteBuffer ZEROS =
            ByteBuffer.allocateDirect(FIRST_WINDOW_BYTES).asReadOnlyBuffer();

    private final Path path;
    private final FileChannel channel;
    private volatile FileChannel syncs;
    private final Arena mappings = Arena.ofShared();
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowBegin;
    private long reserved;
    private volatile long size;
    private volatile long synced;

    /** Makes the file; fails when the name is taken. */
    MappedLogFile(Path path) throws IOException {
        this.path = path;
        this.channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            this.syncs = FileChannel.open(path, StandardOpenOption.WRITE);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Whether a file system of that type never needs new room for a block it has written. */
    static boolean isSafeOn(String type) {
        return switch (type) {
            case "ext2", "ext3", "ext4", "xfs", "tmpfs" -> true;
            default -> false;
        };
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        long at = size;
        int length = source.remaining();
        if (at + length > reserved) {
            boolean interrupted = Thread.interrupted();
            try {
                reserve(at, at + length);
            } finally {
                restore(interrupted);
            }
        }
        try {
            window.put((int) (at - windowBegin), source, source.position(), length);
        } catch (InternalError failed) {
            throw new IOException("writing " + path + " failed", failed);
        }
        source.position(source.limit());
        size = at + length;
    }

    /** Takes room up to {@code end} at least, and goes on in a window from {@code begin} on. */
    private void reserve(long begin, long end) throws IOException {
        long step = Math.clamp(begin, FIRST_WINDOW_BYTES, WINDOW_BYTES);
        long to = (Math.max(end, begin + step) + PAGE_BYTES - 1) & -PAGE_BYTES;
        int piece = begin - synced < SELDOM_SYNCED_BYTES ? PAGE_BYTES : ZEROS.capacity();
        try {
            for (long at = reserved; at < to; ) {
                long left = Math.min(piece - at % piece, to - at);
                at += channel.write(ZEROS.duplicate().limit((int) left), at);
            }
            MemorySegment mapped = channel.map(MapMode.READ_WRITE, begin, to - begin, mappings);
            window = mapped.asSlice(0, Math.min(to - begin, Integer.MAX_VALUE)).asByteBuffer();
        } catch (IOException failed) {
            throw FileSystemDirectory.undo(path, channel, reserved, failed);
        }
        windowBegin = begin;
        reserved = to;
    }

    @Override
    public long size() {
        return size;
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * On Linux an fdatasync covers what was written through a mapping, too. An interrupt of the
     * caller closes the channel that he syncs, so that is one of its own, made anew; the sync is
     * repeated by the other, which is told, too, of an error that the first one hid.
     */
    @Override
    public void sync() throws IOException {
        boolean interrupted = Thread.interrupted();
        synced = size;
        try {
            syncs.force(false);
        } catch (ClosedByInterruptException stopped) {
            interrupted = true;
            Thread.interrupted();
            syncs = FileChannel.open(path, StandardOpenOption.WRITE);
            channel.force(false);
        } finally {
            restore(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            mappings.close();
            try (channel;
                    FileChannel second = syncs) {
                second.truncate(size);
            }
        }
    }
}
