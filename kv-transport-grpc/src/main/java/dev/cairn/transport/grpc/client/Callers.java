package dev.cairn.transport.grpc.client;

import dev.cairn.api.AdminService;
import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Security;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who makes a call: by the metadata {@code authorization}, {@code Bearer} or {@code Basic} as in
 * HTTP, else by the certificate of its connection. Safe for all threads.
 */
final class Callers implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Caller> CALLER =
            Context.keyWithDefault("cairn-caller", new Caller("", Optional.empty()));

    private final Security security;
    private final KeyValueService data;
    private final AdminService admin;

    /** Where a call comes from and what it has shown. */
    private record Caller(String address, Optional<Credentials> shown) {}

    /**
     * The services as one caller may use them.
     *
     * @param data reads and writes
     * @param admin members and ring
     */
    record Services(KeyValueService data, AdminService admin) {}

    Callers(Security security, KeyValueService data, AdminService admin) {
        this.security = security;
        this.data = data;
        this.admin = admin;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String address =
                "a gRPC client at " + call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        Optional<Credentials> shown =
                Optional.ofNullable(headers.get(AUTHORIZATION))
                        .map(Credentials::ofHeader)
                        .or(() -> certificate(call));
        return Contexts.interceptCall(
                Context.current().withValue(CALLER, new Caller(address, shown)),
                call,
                headers,
                next);
    }

    /**
     * Finds out who makes the present call: exactly one of the two is called, at once or later, on
     * any thread.
     */
    void admit(Consumer<Services> admitted, Consumer<KvError> refused) {
        Caller caller = CALLER.get();
        if (caller.shown().isEmpty()) {
            security.anonymous(caller::address)
                    .ifPresentOrElse(
                            anybody -> admitted.accept(services(anybody)),
                            () ->
                                    refused.accept(
                                            KvError.of(
                                                    ErrorCode.UNAUTHENTICATED,
                                                    "show a certificate, or send authorization metadata")));
            return;
        }
        Context call = Context.current();
        security.access()
                .authenticate(
                        caller.shown().get(),
                        caller.address(),
                        new Answer<>() {
                            @Override
                            public void succeeded(Principal principal) {
                                call.run(() -> admitted.accept(services(principal)));
                            }

                            @Override
                            public void failed(KvError error) {
                                refused.accept(error);
                            }
                        });
    }

    private Services services(Principal principal) {
        return new Services(
                security.access().guard(data, principal),
                security.access().guard(admin, principal));
    }

    private static Optional<Credentials> certificate(ServerCall<?, ?> call) {
        try {
            SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            return session == null
                    ? Optional.empty()
                    : Credentials.ofChain(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException showedNone) {
            return Optional.empty();
        }
    }
}
