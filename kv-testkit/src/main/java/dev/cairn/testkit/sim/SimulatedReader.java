package dev.cairn.testkit.sim;

import dev.cairn.api.env.Directory.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A {@link SimulatedFile} open for reading, on a disk that may fail. */
final class SimulatedReader implements ReadableFile {
    private final String name;
    private final SimulatedFile file;
    private final DiskFaults faults;
    private volatile boolean closed;

    SimulatedReader(String name, SimulatedFile file, DiskFaults faults) {
        this.name = name;
        this.file = file;
        this.faults = faults;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return file.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkOpen();
        faults.read(name);
        file.read(position, target, name);
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
