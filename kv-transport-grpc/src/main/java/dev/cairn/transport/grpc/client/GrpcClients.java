package dev.cairn.transport.grpc.client;

import dev.cairn.api.AdminService;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.security.Security;
import dev.cairn.api.spi.ClientProtocol;
import dev.cairn.transport.grpc.GrpcConfig;
import dev.cairn.transport.grpc.server.GrpcPort;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The services for clients, at a port of their own or at the peers'. Safe for all threads. */
public final class GrpcClients implements ClientProtocol, ServerInterceptor {
    /** The longest name of a service that anybody may ask about. */
    private static final int HEALTH_BYTES = 4 * 1024;

    private final GrpcConfig config;
    private final AdminService admin;
    private final Callers callers;
    private final GrpcPort port;
    private final Address address;
    private final boolean shared;
    private final Runnable withdraw;
    private volatile boolean draining;

    private GrpcClients(
            GrpcConfig config,
            KeyValueService data,
            AdminService admin,
            Security security,
            GrpcPort port,
            Address address,
            boolean shared) {
        this.config = config;
        this.admin = admin;
        this.callers = new Callers(security, data, admin);
        this.port = port;
        this.address = address;
        this.shared = shared;
        this.withdraw = port.serve(this::services);
    }

    /**
     * Serves clients at a port of their own; throws {@link IOException} naming the address when it
     * cannot.
     */
    public static GrpcClients listen(
            Address at, GrpcConfig config, KeyValueService data, AdminService admin, Env env)
            throws IOException {
        GrpcPort own = new GrpcPort(config.maxMessageBytes(), env.security(), env.events());
        try {
            Address real = own.listen(at);
            return new GrpcClients(config, data, admin, env.security(), own, real, false);
        } catch (IOException failed) {
            own.close();
            throw failed;
        }
    }

    /** Serves clients at a port that others have opened, and keep. */
    public static GrpcClients share(
            GrpcPort port,
            Address at,
            GrpcConfig config,
            KeyValueService data,
            AdminService admin,
            Env env) {
        return new GrpcClients(config, data, admin, env.security(), port, at, true);
    }

    private List<ServerServiceDefinition> services() {
        return Stream.concat(
                        Stream.of(
                                forKnown(new KeyValueEndpoint(config.maxInFlight())),
                                forKnown(new ClusterEndpoint()),
                                // It asks nobody who it is, so nobody may make it keep much.
                                ServerInterceptors.intercept(
                                        new HealthEndpoint(admin),
                                        new SizeLimit(HEALTH_BYTES),
                                        this)),
                        config.reflection()
                                ? Stream.of(forKnown(ProtoReflectionServiceV1.newInstance()))
                                : Stream.empty())
                .toList();
    }

    private ServerServiceDefinition forKnown(BindableService service) {
        return ServerInterceptors.intercept(
                service, new SizeLimit(config.maxMessageBytes()), callers, this);
    }

    /** Refuses calls once this drains; called first for each. */
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (draining) {
            call.close(
                    Status.UNAVAILABLE.withDescription("this node is about to stop"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(new WhileItLasts<>(call), headers);
    }

    /**
     * A call whose answer is dropped when it comes too late: to a caller or a port that is gone, or
     * after the call was refused.
     */
    private static final class WhileItLasts<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private boolean closed;

        WhileItLasts(ServerCall<Q, R> call) {
            super(call);
        }

        private boolean isOver() {
            return closed || isCancelled();
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!isOver()) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(R message) {
            if (!isOver()) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!isOver()) {
                closed = true;
                super.close(status, trailers);
            }
        }
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public void drain() {
        draining = true;
        if (!shared) {
            port.stop();
        }
    }

    @Override
    public void close() {
        drain();
        withdraw.run();
        if (!shared) {
            port.close();
        }
    }
}
