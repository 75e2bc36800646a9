package dev.cairn.transport.grpc.link;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Takes the messages of an answer and hands them over when it is complete. */
final class Gathering<M> implements StreamObserver<M> {
    private final List<M> messages = new ArrayList<>();
    private final Consumer<List<M>> complete;
    private final Consumer<Throwable> failed;

    Gathering(Consumer<List<M>> complete, Consumer<Throwable> failed) {
        this.complete = complete;
        this.failed = failed;
    }

    /** Of an answer that is one message. */
    static <M> Gathering<M> one(Consumer<M> complete, Consumer<Throwable> failed) {
        return new Gathering<>(messages -> complete.accept(messages.getFirst()), failed);
    }

    @Override
    public void onNext(M message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        failed.accept(failure);
    }

    @Override
    public void onCompleted() {
        complete.accept(messages);
    }
}
