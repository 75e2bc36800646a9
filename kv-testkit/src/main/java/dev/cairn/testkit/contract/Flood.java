package dev.cairn.testkit.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Sends and sends on a thread of its own, as fast as the other end takes it, until it is closed.
 */
final class Flood implements AutoCloseable {
    private static final int A_PIECE = 64;

    /** So often others are served, and so long, before what has not moved is held up. */
    private static final int TURNS = 20;

    private static final long QUIET_NANOS = 100_000_000;

    private final Conversation caller;
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;
    private volatile boolean ended;

    /** Sends {@code bytes} for 0, 1, 2, … as {@code caller}, whom it ends. */
    Flood(Conversation caller, IntFunction<byte[]> bytes) {
        this.caller = caller;
        this.thread = Thread.ofPlatform().daemon().name("flood").start(() -> send(bytes));
    }

    /** Sends reads of one key, many in a piece. */
    static Flood ofReads(Conversation caller, String key) {
        return new Flood(
                caller,
                piece -> {
                    ByteArrayOutputStream reads = new ByteArrayOutputStream();
                    for (int i = 1; i <= A_PIECE; i++) {
                        reads.writeBytes(caller.codec().get(piece * A_PIECE + i, key));
                    }
                    return reads.toByteArray();
                });
    }

    private void send(IntFunction<byte[]> bytes) {
        try {
            for (int i = 0; ; i++) {
                byte[] next = bytes.apply(i);
                caller.send(next);
                sent.addAndGet(next.length);
            }
        } catch (IOException end) {
            ended = true;
        }
    }

    /** How many bytes the other end, and what lies between, has taken. */
    long sent() {
        return sent.get();
    }

    /**
     * Waits until the server, which has taken something of it, takes nothing more while it serves
     * others, or until {@code done}.
     */
    void awaitHeldUp(ProtocolUnderTest server, BooleanSupplier done) throws IOException {
        try (Conversation one = server.talk();
                Conversation other = server.talk()) {
            long before = -1;
            while (!done.getAsBoolean() && !ended && (before < sent() || sent() == 0)) {
                before = sent();
                long start = System.nanoTime();
                for (int i = 0; i < TURNS || System.nanoTime() - start < QUIET_NANOS; i++) {
                    one.assertWrites("k", "v" + i);
                    other.assertWrites("k", "w" + i);
                }
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        caller.vanish();
        thread.join();
    }
}
