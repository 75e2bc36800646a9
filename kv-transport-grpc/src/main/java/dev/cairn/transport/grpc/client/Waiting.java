package dev.cairn.transport.grpc.client;

import io.grpc.ServerCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A call whose caller is being looked up. Nobody has asked for its messages yet, so what can happen
 * meanwhile is that it is ready, ends, or is cancelled. Safe for all threads.
 */
final class Waiting<Q> extends ServerCall.Listener<Q> {
    private final List<Consumer<ServerCall.Listener<Q>>> early = new ArrayList<>();
    private Optional<ServerCall.Listener<Q>> inside = Optional.empty();

    synchronized void admitted(ServerCall.Listener<Q> listener) {
        inside = Optional.of(listener);
        early.forEach(event -> event.accept(listener));
        early.clear();
    }

    /** What events go to: directly, once there is somebody to take them. */
    synchronized ServerCall.Listener<Q> listener() {
        return inside.orElse(this);
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
