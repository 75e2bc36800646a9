package dev.cairn.transport.grpc.client;

import dev.cairn.api.KvError;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.Watcher;
import dev.cairn.transport.grpc.v1.WatchResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.Function;

/** One watch: the next event is asked for when the caller has room. Safe for all threads. */
final class WatchCall implements Watcher {
    private final ServerCallStreamObserver<WatchResponse> caller;
    private Watch watch = Watch.ENDED;
    private boolean wanted;
    private boolean over;

    WatchCall(ServerCallStreamObserver<WatchResponse> caller) {
        this.caller = caller;
        caller.setOnReadyHandler(this::advance);
        caller.setOnCancelHandler(this::cancelled);
    }

    /** Begins; nothing is told before the service has answered with its watch. */
    synchronized void begin(Function<Watcher, Watch> service) {
        if (over) {
            return;
        }
        watch = service.apply(this);
        wanted = true;
        advance();
    }

    private synchronized void advance() {
        if (wanted && !over && caller.isReady()) {
            wanted = false;
            watch.next();
        }
    }

    private synchronized void cancelled() {
        over = true;
        watch.close();
    }

    @Override
    public synchronized void event(WatchEvent event) {
        if (!over) {
            caller.onNext(Responses.changes(event));
            wanted = true;
            advance();
        }
    }

    @Override
    public synchronized void ended(KvError error) {
        if (!over) {
            over = true;
            caller.onError(Statuses.of(error));
        }
    }
}
