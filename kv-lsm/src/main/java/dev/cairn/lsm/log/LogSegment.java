package dev.cairn.lsm.log;

import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Directory.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One file of the log being written. Writes belong to the log's writer; a sync and the close may
 * come from several threads, and take turns.
 */
final class LogSegment {
    private final long number;
    private final WritableFile file;
    private volatile long size;
    private volatile boolean sealed;
    private boolean nameDurable;
    private boolean closed;

    /** Makes the file. */
    LogSegment(Directory directory, long number, long firstPosition) throws IOException {
        this.number = number;
        this.file = directory.createLog(LogFormat.name(number));
        try {
            write(LogFormat.header(number, firstPosition));
        } catch (IOException failed) {
            file.close();
            directory.delete(LogFormat.name(number));
            throw failed;
        }
    }

    long number() {
        return number;
    }

    long size() {
        return size;
    }

    void write(ByteBuffer bytes) throws IOException {
        file.write(bytes);
        size = file.size();
    }

    /** Says that nothing more will be written. */
    void seal() {
        sealed = true;
    }

    boolean sealed() {
        return sealed;
    }

    /** Puts what was written, and once the file's name, on stable storage, unless it is closed. */
    synchronized void sync(Directory directory) throws IOException {
        if (closed) {
            return;
        }
        file.sync();
        if (!nameDurable) {
            directory.syncNames();
            nameDurable = true;
        }
    }

    synchronized void close() throws IOException {
        closed = true;
        file.close();
    }
}
