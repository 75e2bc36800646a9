package dev.cairn.transport.netty.clients;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.security.Credentials;
import dev.cairn.api.security.Principal;
import dev.cairn.api.security.Security;
import dev.cairn.transport.netty.tls.Callers;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds out who a client is. For the loop of its connection, where the outcome comes too. */
public final class Admission {
    private Admission() {}

    /**
     * Exactly one of the two is called, once, at once or later.
     *
     * @param channel the client's connection
     * @param security who may do what
     * @param shown what the protocol brought; without it the connection's certificate counts
     * @param admitted takes who it is
     * @param refused takes why it is nobody
     */
    public static void of(
            Channel channel,
            Security security,
            Optional<Credentials> shown,
            Consumer<Principal> admitted,
            Consumer<KvError> refused) {
        Optional<Credentials> credentials = shown.or(() -> Callers.credentials(channel));
        if (credentials.isEmpty()) {
            security.anonymous(() -> name(channel))
                    .ifPresentOrElse(
                            admitted,
                            () ->
                                    refused.accept(
                                            KvError.of(
                                                    ErrorCode.UNAUTHENTICATED,
                                                    "this node asks who calls: a certificate, a token or a password")));
            return;
        }
        security.access()
                .authenticate(
                        credentials.get(),
                        name(channel),
                        new Answer<>() {
                            @Override
                            public void succeeded(Principal principal) {
                                onLoop(() -> admitted.accept(principal));
                            }

                            @Override
                            public void failed(KvError error) {
                                onLoop(() -> refused.accept(error));
                            }

                            private void onLoop(Runnable outcome) {
                                if (channel.eventLoop().inEventLoop()) {
                                    outcome.run();
                                } else {
                                    channel.eventLoop().execute(outcome);
                                }
                            }
                        });
    }

    /** A client that is nobody yet, for the operator. */
    public static String name(Channel channel) {
        return "a client at " + channel.remoteAddress();
    }
}
