package dev.cairn.transport.grpc.client;

import dev.cairn.api.Answer;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.transport.grpc.v1.ScanResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Optional;

/** One scan: page after page, the next when the caller has room for it. Safe for all threads. */
final class ScanCall implements Answer<ScanResult> {
    private final ServerCallStreamObserver<ScanResponse> caller;
    private final KeyValueService data;
    private final ScanRequest first;
    private Optional<ScanRequest> next;
    private long left;

    /**
     * A scan.
     *
     * @param first the first page
     * @param limit the most keys in all
     */
    ScanCall(
            ServerCallStreamObserver<ScanResponse> caller,
            KeyValueService data,
            ScanRequest first,
            long limit) {
        this.caller = caller;
        this.data = data;
        this.first = first;
        this.next = Optional.of(first);
        this.left = limit;
    }

    /** Asks for the next page, if there is room for it and none is under way. */
    void advance() {
        Optional<ScanRequest> page = takeNext();
        if (page.isPresent()) {
            try {
                data.scan(page.get(), this);
            } catch (KvException refused) {
                failed(refused.error());
            }
        }
    }

    private synchronized Optional<ScanRequest> takeNext() {
        if (!caller.isReady()) {
            return Optional.empty();
        }
        Optional<ScanRequest> page = next;
        next = Optional.empty();
        return page;
    }

    @Override
    public void succeeded(ScanResult page) {
        if (caller.isCancelled()) {
            return;
        }
        caller.onNext(Responses.scanned(page));
        synchronized (this) {
            left -= page.entries().size();
            next = left > 0 ? page.next().map(this::behind) : Optional.empty();
            if (next.isEmpty()) {
                caller.onCompleted();
                return;
            }
        }
        advance();
    }

    private ScanRequest behind(ScanCursor cursor) {
        return new ScanRequest(
                first.bucket(),
                first.prefix(),
                Optional.of(cursor),
                (int) Math.min(first.limit(), left),
                first.options());
    }

    @Override
    public void failed(KvError error) {
        caller.onError(Statuses.of(error));
    }
}
