package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.cluster.Address;
import dev.cairn.testkit.contract.ClientCodec.Reply;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One connection of a client that speaks the protocol, or tries to. For one thread. */
final class Conversation implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    /** So little that what is not read fills it soon. */
    private static final int RECEIVE_BYTES = 8 * 1024;

    private final ClientCodec codec;
    private final Socket plain;
    private final Socket socket;
    private final InputStream in;
    private final Set<Integer> unanswered = new LinkedHashSet<>();
    private int requests;

    /** Connects, with TLS where {@code tls} is there, and says nothing yet. */
    Conversation(Address at, ClientCodec codec, Optional<SSLContext> tls) throws IOException {
        this.codec = codec;
        this.plain = new Socket();
        try {
            plain.setReceiveBufferSize(RECEIVE_BYTES);
            plain.connect(new InetSocketAddress(at.host(), at.port()), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            plain.setTcpNoDelay(true);
            this.socket = tls.isPresent() ? secured(at, tls.get()) : plain;
            this.in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    private SSLSocket secured(Address at, SSLContext context) throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, at.host(), at.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(codec.applicationProtocols().toArray(String[]::new));
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** Says what comes before requests. */
    Conversation greet() throws IOException {
        send(codec.greeting());
        return this;
    }

    ClientCodec codec() {
        return codec;
    }

    /** Is gone without a word, whoever waits for it: TLS would have to say that it goes. */
    void vanish() throws IOException {
        plain.close();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends a read and does not wait; answers its id. */
    int get(String key) throws IOException {
        unanswered.add(++requests);
        send(codec.get(requests, key));
        return requests;
    }

    /** Sends a write and does not wait; answers its id. */
    int put(String key, String value) throws IOException {
        unanswered.add(++requests);
        send(codec.put(requests, key, value));
        return requests;
    }

    /** Sends the beginning of a request that never ends. */
    void begin(ClientCodec.Endless endless) throws IOException {
        unanswered.add(++requests);
        send(endless.head());
    }

    /** The next reply, with the id of its request; 0 when none waits for one. */
    Reply next() throws IOException {
        Reply reply = codec.read(in, socket.getOutputStream());
        int id = reply.id() > 0 ? reply.id() : unanswered.stream().findFirst().orElse(0);
        assertThat(reply.id() == 0 || unanswered.contains(id))
                .as("request %s waits for a reply", id)
                .isTrue();
        unanswered.remove(id);
        return new Reply(id, reply.value(), reply.error());
    }

    /** What a read is answered. */
    Reply asked(String key) throws IOException {
        get(key);
        return next();
    }

    /** What a write is answered. */
    Reply told(String key, String value) throws IOException {
        put(key, value);
        return next();
    }

    /** Fails unless a write succeeds. */
    void assertWrites(String key, String value) throws IOException {
        assertThat(told(key, value).error()).as("writing %s", key).isEmpty();
    }

    /** Fails unless a key is read as {@code value}. */
    void assertReads(String key, String value) throws IOException {
        Reply reply = asked(key);
        assertThat(reply.error()).as("reading %s", key).isEmpty();
        assertThat(reply.value()).contains(value);
    }

    /** Fails unless what is asked next is refused so, or the connection ends at it. */
    void assertNotServed() {
        Optional<ErrorCode> error;
        try {
            error = asked("k").error();
        } catch (SocketTimeoutException silence) {
            throw new AssertionError("it was not answered, and the connection stands", silence);
        } catch (IOException ended) {
            return;
        }
        assertThat(error).as("the error that says so").isPresent();
    }

    /** Says that nothing more will come. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Waits until the server ends the connection, whatever it says before. */
    void awaitEnd() {
        awaitEnd(() -> codec.read(in, socket.getOutputStream()));
    }

    /** The same for a caller who understands nothing. */
    void awaitCutOff() {
        byte[] some = new byte[4096];
        awaitEnd(() -> {
            if (in.read(some) < 0) {
                throw new EOFException();
            }
        });
    }

    private interface Listening {
        void on() throws IOException;
    }

    private static void awaitEnd(Listening listening) {
        try {
            while (true) {
                listening.on();
            }
        } catch (SocketTimeoutException silence) {
            throw new AssertionError("the server has not ended the connection", silence);
        } catch (IOException ended) {
            // By an end or a reset.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
