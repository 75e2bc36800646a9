package dev.cairn.transport.grpc.client;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets nobody make a call whom the node does not know, for services that do not ask themselves.
 * Comes behind {@link Callers}.
 */
final class KnownCallers implements ServerInterceptor {
    private final Callers callers;

    KnownCallers(Callers callers) {
        this.callers = callers;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Waiting<Q> waiting = new Waiting<>();
        callers.admit(
                known -> waiting.admitted(next.startCall(call, headers)),
                error -> {
                    StatusException refusal = Statuses.of(error);
                    call.close(
                            refusal.getStatus(),
                            Optional.ofNullable(refusal.getTrailers()).orElseGet(Metadata::new));
                });
        return waiting;
    }

    /**
     * A call whose caller is being looked up. Nobody has asked for its messages yet, so what can
     * happen meanwhile is that it is ready, ends, or is cancelled.
     */
    private static final class Waiting<Q> extends ServerCall.Listener<Q> {
        private final List<Consumer<ServerCall.Listener<Q>>> early = new ArrayList<>();
        private Optional<ServerCall.Listener<Q>> inside = Optional.empty();

        synchronized void admitted(ServerCall.Listener<Q> listener) {
            inside = Optional.of(listener);
            early.forEach(event -> event.accept(listener));
            early.clear();
        }

        private synchronized void pass(Consumer<ServerCall.Listener<Q>> event) {
            if (inside.isPresent()) {
                event.accept(inside.get());
            } else {
                early.add(event);
            }
        }

        @Override
        public void onMessage(Q message) {
            pass(listener -> listener.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            pass(ServerCall.Listener::onHalfClose);
        }

        @Override
        public void onCancel() {
            pass(ServerCall.Listener::onCancel);
        }

        @Override
        public void onComplete() {
            pass(ServerCall.Listener::onComplete);
        }

        @Override
        public void onReady() {
            pass(ServerCall.Listener::onReady);
        }
    }
}
