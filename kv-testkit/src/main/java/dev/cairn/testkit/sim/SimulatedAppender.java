package dev.cairn.testkit.sim;

import dev.cairn.api.env.Directory.WritableFile;
import dev.cairn.testkit.sim.DiskFaults.DeadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A {@link SimulatedFile} open for writing, on a disk that may fail. */
final class SimulatedAppender implements WritableFile {
    private final String name;
    private final SimulatedFile file;
    private final DiskFaults faults;
    private final int ahead;
    private volatile int size;
    private volatile boolean closed;

    /** Writes behind what is in the file, and keeps {@code ahead} zeros behind that. */
    SimulatedAppender(String name, SimulatedFile file, DiskFaults faults, int ahead) {
        this.name = name;
        this.file = file;
        this.faults = faults;
        this.ahead = ahead;
        this.size = file.size();
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        checkOpen();
        int whole = source.remaining();
        int there = faults.write(name, whole);
        int at = size;
        file.write(at, source.slice(source.position(), there), ahead);
        source.position(source.position() + there);
        size = at + there;
        if (there < whole) {
            throw new DeadException(name);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void sync() throws IOException {
        checkOpen();
        boolean effective;
        try {
            effective = faults.sync(name);
        } catch (DeadException dead) {
            throw dead;
        } catch (IOException failed) {
            file.loseUnsynced();
            throw failed;
        }
        if (effective) {
            file.sync();
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() {
        if (!closed && ahead > 0) {
            file.cut(size);
        }
        closed = true;
    }
}
