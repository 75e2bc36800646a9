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
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Lets nobody make a call whom the node does not know: by the metadata {@code authorization},
 * {@code Bearer} or {@code Basic} as in HTTP, else by the certificate of its connection. Safe for
 * all threads.
 */
final class Callers implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Services> SERVICES = Context.key("cairn-services");

    private final Security security;
    private final KeyValueService data;
    private final AdminService admin;

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

    /** What the caller of the present call may use. */
    static Services present() {
        return SERVICES.get();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Context context = Context.current();
        Waiting<Q> waiting = new Waiting<>();
        admit(
                call,
                headers,
                new Answer<>() {
                    @Override
                    public void succeeded(Principal caller) {
                        waiting.admitted(
                                Contexts.interceptCall(
                                        context.withValue(SERVICES, services(caller)),
                                        call,
                                        headers,
                                        next));
                    }

                    @Override
                    public void failed(KvError error) {
                        Statuses.close(call, error);
                    }
                });
        return waiting.listener();
    }

    /**
     * Finds out who makes a call, at once or later. Until then nobody has asked for its messages,
     * so that gRPC takes no more of them than a window.
     */
    private void admit(ServerCall<?, ?> call, Metadata headers, Answer<Principal> answer) {
        String address =
                "a gRPC client at " + call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        Optional<Credentials> shown =
                Optional.ofNullable(headers.get(AUTHORIZATION))
                        .map(Credentials::ofHeader)
                        .or(() -> certificate(call));
        if (shown.isPresent()) {
            security.access().authenticate(shown.get(), address, answer);
            return;
        }
        security.anonymous(() -> address)
                .ifPresentOrElse(
                        answer::succeeded,
                        () ->
                                answer.failed(
                                        KvError.of(
                                                ErrorCode.UNAUTHENTICATED,
                                                "show a certificate, or send authorization metadata")));
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
