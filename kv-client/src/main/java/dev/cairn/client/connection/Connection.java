package dev.cairn.client.connection;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.nativeprotocol.Call;
import dev.cairn.api.nativeprotocol.Handshake;
import dev.cairn.api.nativeprotocol.Reply;
import dev.cairn.api.nativeprotocol.Request;
import dev.cairn.api.nativeprotocol.Response;
import dev.cairn.api.nativeprotocol.ResponseCodec;
import dev.cairn.api.spi.ClientLink;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireWriter;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One socket to one node with many calls in flight. Safe for all threads; once lost or closed it
 * stays so.
 *
 * <p>Answers complete on the connection's reader thread.
 */
public final class Connection implements ClientLink {
    private static final int READ_BUFFER_BYTES = 64 * 1024;

    private final Address peer;
    private final Socket raw;
    private final Socket socket;
    private final int maxInFlight;
    private final Semaphore room;
    private final Outbox outbox = new Outbox();
    private final Map<Long, CompletableFuture<Response>> pending = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile long heardNanos = System.nanoTime();

    private Connection(Address peer, Socket raw, Socket socket, int maxInFlight) {
        this.peer = peer;
        this.raw = raw;
        this.socket = socket;
        this.maxInFlight = maxInFlight;
        this.room = new Semaphore(maxInFlight);
    }

    /**
     * Connects and shakes hands; blocks at most {@code timeout} for either. Throws {@link
     * IOException} when the node cannot be reached and {@link KvException} when it refuses.
     */
    public static Connection open(Address peer, Duration timeout, int maxInFlight, Entry entry)
            throws IOException {
        Socket raw = new Socket();
        try {
            int millis = Math.toIntExact(Math.max(1, timeout.toMillis()));
            raw.setOption(StandardSocketOptions.TCP_NODELAY, true);
            raw.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            raw.connect(new InetSocketAddress(peer.host(), peer.port()), millis);
            raw.setSoTimeout(millis);
            Socket socket = entry.secure(raw, peer);
            Connection connection = new Connection(peer, raw, socket, maxInFlight);
            Bytes hello = entry.hello();
            socket.getOutputStream()
                    .write(new WireWriter(32).i32(hello.size()).raw(hello).toByteArray());
            DataInputStream in =
                    new DataInputStream(
                            new BufferedInputStream(socket.getInputStream(), READ_BUFFER_BYTES));
            Handshake.readAnswer(readFrame(in));
            raw.setSoTimeout(0);
            Thread.ofVirtual().name("cairn-read-" + peer).start(() -> connection.read(in));
            Thread.ofVirtual().name("cairn-write-" + peer).start(connection::write);
            return connection;
        } catch (IOException | RuntimeException failed) {
            raw.close();
            throw failed;
        }
    }

    /**
     * Sends a call. The future fails with {@link ConnectionLostException}, or with {@link
     * KvException} when the call was not sent. Completing it from outside gives the call up.
     */
    @Override
    public CompletableFuture<Response> call(Request request) {
        if (!room.tryAcquire()) {
            return refused(ErrorCode.OVERLOADED, maxInFlight + " calls are in flight to " + peer);
        }
        long id = ids.incrementAndGet();
        CompletableFuture<Response> answer = new CompletableFuture<>();
        pending.put(id, answer);
        answer.whenComplete((response, failure) -> forget(id));
        switch (outbox.add(new Call(id, request), Handshake.MAX_FRAME_BYTES)) {
            case FULL ->
                    answer.completeExceptionally(
                            new KvException(
                                    ErrorCode.OVERLOADED, "too many bytes wait for " + peer));
            case TOO_LARGE ->
                    answer.completeExceptionally(
                            new KvException(
                                    ErrorCode.TOO_LARGE,
                                    "the request is larger than a frame may be"));
            case YES -> {
                if (lost.get()) {
                    answer.completeExceptionally(
                            new ConnectionLostException("the connection to " + peer + " is lost"));
                }
            }
        }
        return answer;
    }

    @Override
    public boolean isOpen() {
        return !lost.get();
    }

    @Override
    public int inFlight() {
        return maxInFlight - room.availablePermits();
    }

    @Override
    public void closeIfSilentSince(long nanos) {
        if (heardNanos - nanos < 0) {
            lose("silent for too long");
        }
    }

    @Override
    public void close() {
        lose("closed");
    }

    private void read(DataInputStream in) {
        try {
            while (true) {
                Reply reply = ResponseCodec.decode(readFrame(in));
                heardNanos = System.nanoTime();
                forget(reply.id()).ifPresent(answer -> answer.complete(reply.response()));
            }
        } catch (IOException | MalformedException ended) {
            lose(String.valueOf(ended.getMessage()));
        }
    }

    /** Makes room for another call, before the answer's takers run: they may send the next one. */
    private Optional<CompletableFuture<Response>> forget(long id) {
        Optional<CompletableFuture<Response>> answer = Optional.ofNullable(pending.remove(id));
        answer.ifPresent(waiting -> room.release());
        return answer;
    }

    private void write() {
        try {
            outbox.drainTo(socket.getOutputStream());
        } catch (IOException ended) {
            lose(String.valueOf(ended.getMessage()));
        }
    }

    private void lose(String cause) {
        if (!lost.compareAndSet(false, true)) {
            return;
        }
        outbox.close();
        try {
            // Not the TLS above it, whose farewell would wait behind a write that is stuck.
            raw.close();
        } catch (IOException alreadyGone) {
            // Closing is all that was wanted.
        }
        ConnectionLostException failure =
                new ConnectionLostException("the connection to " + peer + " is lost: " + cause);
        pending.values().forEach(answer -> answer.completeExceptionally(failure));
    }

    private static MemorySegment readFrame(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 1 || size > Handshake.MAX_FRAME_BYTES) {
            throw new MalformedException("a frame of " + size + " bytes");
        }
        byte[] frame = new byte[size];
        in.readFully(frame);
        return MemorySegment.ofArray(frame);
    }

    private static CompletableFuture<Response> refused(ErrorCode code, String detail) {
        return CompletableFuture.failedFuture(new KvException(code, detail));
    }
}
