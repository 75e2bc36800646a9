package dev.cairn.client.connection;

import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.RequestCodec;
import dev.cairn.api.wire.WireWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls on their way to a socket. Callers append to one buffer while the writer thread sends the
 * other, so that calls that come together leave together, in one write.
 */
final class Outbox {
    /** Bytes that may wait; more are refused. */
    static final int MAX_BYTES = 32 * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WireWriter message = new WireWriter(1024);
    private WireWriter filling = new WireWriter(16 * 1024);
    private WireWriter sending = new WireWriter(16 * 1024);
    private boolean closed;

    /** What became of a call. */
    enum Taken {
        /** It will be sent. */
        YES,
        /** Too much is waiting. */
        FULL,
        /** It is larger than a frame may be. */
        TOO_LARGE
    }

    /** Appends a call behind its length. After {@link #close} it is taken and dropped. */
    Taken add(Call call, int maxFrameBytes) {
        lock.lock();
        try {
            if (closed) {
                return Taken.YES;
            }
            RequestCodec.write(call, message.reset());
            if (message.size() > maxFrameBytes) {
                return Taken.TOO_LARGE;
            }
            if (filling.size() + message.size() > MAX_BYTES) {
                return Taken.FULL;
            }
            filling.i32(message.size()).raw(message.buffer(), 0, message.size());
            changed.signal();
            return Taken.YES;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is appended until closed. */
    void drainTo(OutputStream out) throws IOException {
        while (swap()) {
            out.write(sending.buffer(), 0, sending.size());
            out.flush();
        }
    }

    /** Ends {@link #drainTo}. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean swap() {
        lock.lock();
        try {
            while (filling.size() == 0 && !closed) {
                changed.awaitUninterruptibly();
            }
            WireWriter full = filling;
            filling = sending.reset();
            sending = full;
            return !closed;
        } finally {
            lock.unlock();
        }
    }
}
