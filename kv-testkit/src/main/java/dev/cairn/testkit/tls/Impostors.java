package dev.cairn.testkit.tls;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.security.CertificateIdentity;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.KeyMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Callers of nodes with TLS and users, none of whom may be let in: each comes in a {@link
 * Disguise}, and takes down whether it was turned away. For one thread; the impostors have threads
 * of their own.
 */
public final class Impostors {
    private static final int AT_ONCE = 64;
    private static final int CONNECT_MILLIS = 10_000;

    /** Passwords wait for their turn, one after another. */
    private static final int ANSWER_MILLIS = 120_000;

    private static final Duration DAY = Duration.ofDays(1);
    private static final int ALERT = 21;
    private static final Credentials NOBODYS = new Credentials.Token("cairn-of-nobody");

    private final ClusterId cluster;
    private final List<Target> targets;
    private final SplittableRandom random;
    private final Map<Disguise, SSLContext> shown = new EnumMap<>(Disguise.class);

    /**
     * A node with TLS and users.
     *
     * @param id its name
     * @param peer where peers and native clients meet it
     * @param resp where it speaks RESP
     * @param grpc where it speaks gRPC
     * @param http where it speaks HTTP
     */
    public record Target(NodeId id, Address peer, Address resp, Address grpc, Address http) {
        Address of(Speech speech) {
            return switch (speech) {
                case NATIVE -> peer;
                case RESP -> resp;
                case GRPC -> grpc;
                case HTTP -> http;
            };
        }
    }

    /**
     * What became of those who came.
     *
     * @param came how many, by disguise
     * @param letIn who was let in, or was not answered at all: nobody should
     */
    public record Visits(Map<Disguise, Integer> came, List<String> letIn) {
        /** Copies both. */
        public Visits {
            came = Map.copyOf(came);
            letIn = List.copyOf(letIn);
        }
    }

    /**
     * Impostors of a cluster.
     *
     * @param authority the cluster's own, for certificates that are nearly right
     * @param guest a user of the cluster who is known by certificate and has no role
     * @param seed decides who comes where
     */
    public Impostors(
            TestAuthority authority,
            ClusterId cluster,
            List<Target> targets,
            String guest,
            long seed) {
        this.cluster = cluster;
        this.targets = List.copyOf(targets);
        this.random = new SplittableRandom(seed);
        ClusterId other = new ClusterId(~cluster.value());
        CertificateIdentity client = new CertificateIdentity.Client(cluster, guest);
        Instant now = Instant.now();
        show(Disguise.EXPIRED, authority.expired(client));
        show(
                Disguise.OTHER_AUTHORITY,
                new TestAuthority()
                        .certificate(
                                client, now.minus(DAY), now.plus(DAY), authority.certificate()));
        show(Disguise.OTHER_CLUSTER, authority.node(other, "n1"));
        show(Disguise.OTHER_NODE, authority.node(cluster, "impostor"));
        show(Disguise.CLIENT_AS_NODE, authority.client(cluster, guest));
        show(Disguise.CLIENT_OF_OTHER_CLUSTER, authority.client(other, guest));
        show(Disguise.NO_ROLE, authority.client(cluster, guest));
        for (Disguise disguise : Disguise.values()) {
            shown.putIfAbsent(disguise, authority.trusting());
        }
    }

    private void show(Disguise disguise, KeyMaterial material) {
        shown.put(disguise, Insistent.context(material));
    }

    /** So many come, some dozens at once, in every disguise and to every node and port. */
    public Visits come(int count) {
        Disguise[] all = Disguise.values();
        Map<Disguise, Integer> came = new EnumMap<>(Disguise.class);
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Disguise disguise = all[i % all.length];
            came.merge(disguise, 1, Integer::sum);
            visits.add(new Visit(disguise, anyOf(targets), random.split()));
        }
        return new Visits(came, letIn(visits));
    }

    /** One in each disguise comes to each node. */
    public Visits comeOnce() {
        Map<Disguise, Integer> came = new EnumMap<>(Disguise.class);
        List<Visit> visits = new ArrayList<>();
        for (Disguise disguise : Disguise.values()) {
            came.put(disguise, targets.size());
            targets.forEach(node -> visits.add(new Visit(disguise, node, random.split())));
        }
        return new Visits(came, letIn(visits));
    }

    private <T> T anyOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static List<String> letIn(List<Visit> visits) {
        ConcurrentLinkedQueue<String> letIn = new ConcurrentLinkedQueue<>();
        Semaphore free = new Semaphore(AT_ONCE);
        // Virtual threads would keep those of honest clients in this process waiting.
        try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Visit visit : visits) {
                free.acquireUninterruptibly();
                executor.execute(() -> {
                    visit.outcome().ifPresent(letIn::add);
                    free.release();
                });
            }
        }
        return List.copyOf(letIn);
    }

    /** One impostor at one node. */
    private final class Visit {
        private final Disguise disguise;
        private final Target node;
        private final RandomGenerator random;
        private final Speech speech;

        Visit(Disguise disguise, Target node, RandomGenerator random) {
            this.disguise = disguise;
            this.node = node;
            this.random = random;
            this.speech = Speech.values()[random.nextInt(Speech.values().length)];
        }

        /** Comes, and answers in which words it was let in; empty when it was turned away. */
        Optional<String> outcome() {
            String who = disguise + " by " + speech + " at " + node.id();
            Address at = isNode() ? node.peer() : node.of(speech);
            try (Socket plain = new Socket()) {
                plain.connect(new InetSocketAddress(at.host(), at.port()), CONNECT_MILLIS);
                plain.setSoTimeout(ANSWER_MILLIS);
                return isTurnedAway(plain, at)
                        ? Optional.empty()
                        : Optional.of(who + " was let in");
            } catch (SocketTimeoutException silence) {
                return Optional.of(who + " was not answered");
            } catch (IOException closed) {
                return Optional.empty();
            }
        }

        private boolean isNode() {
            return switch (disguise) {
                case OTHER_CLUSTER, OTHER_NODE, NO_CERTIFICATE, CLIENT_AS_NODE -> true;
                default -> false;
            };
        }

        private boolean isTurnedAway(Socket plain, Address at) throws IOException {
            switch (disguise) {
                case PLAIN -> {
                    plain.getOutputStream().write(speech.request(Optional.empty()));
                    int first = plain.getInputStream().read();
                    return first < 0 || first == ALERT;
                }
                case CUT_OFF -> {
                    byte[] hello = clientHello();
                    int half = 1 + random.nextInt(hello.length - 1);
                    plain.getOutputStream().write(hello, 0, half);
                    return true;
                }
                default -> {}
            }
            try (SSLSocket secured = secured(plain, at)) {
                if (isNode()) {
                    NodeId said = disguise == Disguise.OTHER_CLUSTER ? new NodeId("n1") : node.id();
                    secured.getOutputStream().write(Speech.hello(cluster, said, random));
                    return Speech.isRefusedLink(secured.getInputStream());
                }
                Optional<Credentials> secret =
                        disguise == Disguise.WRONG_SECRET ? Optional.of(NOBODYS) : Optional.empty();
                secured.getOutputStream().write(speech.request(secret));
                return speech.isRefusal(secured.getInputStream());
            }
        }

        private SSLSocket secured(Socket plain, Address at) throws IOException {
            SSLSocket secured =
                    (SSLSocket)
                            context()
                                    .getSocketFactory()
                                    .createSocket(plain, at.host(), at.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            if (disguise == Disguise.OLD_TLS) {
                parameters.setProtocols(new String[] {"TLSv1.2"});
            }
            if (speech == Speech.GRPC && !isNode()) {
                parameters.setApplicationProtocols(new String[] {"h2"});
            }
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        }

        private SSLContext context() {
            SSLContext context = shown.get(disguise);
            if (context == null) {
                throw new IllegalStateException("every disguise has a context");
            }
            return context;
        }

        /** What a TLS client says first. */
        private byte[] clientHello() throws SSLException {
            SSLEngine engine = context().createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), hello);
            byte[] bytes = new byte[hello.flip().remaining()];
            hello.get(bytes);
            return bytes;
        }
    }
}
