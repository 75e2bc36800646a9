package dev.cairn.api.spi;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.security.Security;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A server that speaks one protocol to clients and maps it to the node's two services.
 *
 * <ol>
 *   <li>It listens when {@link Provider#start} returns, and only at the host it was told.
 *   <li>Requests of one connection are answered in their order where the protocol has no ids for
 *       them; one that failed by its {@code ErrorCode}, in the protocol's own terms.
 *   <li>Bytes that are not of the protocol end their connection with an error of the protocol, and
 *       nothing else.
 *   <li>Every queue and buffer a client can fill is bounded: who leaves answers unread is not read
 *       for.
 *   <li>{@link #drain} answers what has been read and takes nothing new; {@link #close} then frees
 *       the port, and what the services answer later is dropped.
 *   <li>Where the node has an identity for TLS it speaks nothing else; what a caller may not do is
 *       answered {@code UNAUTHENTICATED} or {@code FORBIDDEN} in the protocol's own terms.
 *   <li>It has a port of its own, or shares that of the node's transport where both come from one
 *       module; one that can only share it names that transport by {@link Provider#transport}.
 * </ol>
 */
public interface ClientProtocol extends AutoCloseable {
    /** Where it listens. */
    Address address();

    /** Takes no new connections and requests. */
    void drain();

    @Override
    void close();

    /**
     * What a protocol may use.
     *
     * @param host where to listen
     * @param lanes the node's lanes
     * @param blocking runs what may wait
     * @param version the node's software version
     * @param events where it tells what happened
     * @param security how connections are encrypted, and who may do what
     * @param transport the node's transport, which listens already; empty for a protocol alone
     */
    record Env(
            String host,
            List<Lane> lanes,
            Executor blocking,
            String version,
            EventSink events,
            Security security,
            Optional<Transport> transport) {
        /** Without a transport. */
        public Env(
                String host,
                List<Lane> lanes,
                Executor blocking,
                String version,
                EventSink events,
                Security security) {
            this(host, lanes, blocking, version, events, security, Optional.empty());
        }

        /** For everybody, without encryption and transport. */
        public Env(
                String host,
                List<Lane> lanes,
                Executor blocking,
                String version,
                EventSink events) {
            this(host, lanes, blocking, version, events, Security.OPEN);
        }
    }

    /** Starts protocols. */
    interface Provider<C extends Record> extends Plugin<C> {
        /** Whether it is to be started with this configuration. */
        boolean enabled(C config);

        /**
         * The name of the transport on whose port alone it can be served; empty for one that can
         * have a port of its own.
         */
        default Optional<String> transport() {
            return Optional.empty();
        }

        /** Starts listening; throws {@link IOException} when it cannot. */
        ClientProtocol start(C config, KeyValueService data, AdminService admin, Env env)
                throws IOException;
    }
}
