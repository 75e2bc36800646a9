package dev.cairn.transport.netty.http;

import dev.cairn.api.Bytes;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvException;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import java.util.Set;

/** Changes of a bucket as they come. Safe for all threads. */
final class WatchApi {
    private static final Set<String> KNOWN = Set.of("key", "after");

    /** What browsers send when they come back. */
    private static final String LAST_EVENT = "Last-Event-ID";

    private final KeyValueService data;

    WatchApi(KeyValueService data) {
        this.data = data;
    }

    /** A watch; throws {@link KvException} when the request is malformed. */
    Exchange open(String bucket, Target target, HttpHeaders headers, Outlet outlet) {
        Parameters parameters = Parameters.of(target, headers, KNOWN);
        WatchRequest request =
                new WatchRequest(
                        bucket,
                        parameters.bytes("key"),
                        Optional.ofNullable(headers.get(LAST_EVENT))
                                .filter(id -> !id.isEmpty())
                                .or(() -> parameters.bytes("after").map(Bytes::utf8))
                                .map(WatchPosition::parse));
        return new WatchStream(outlet, watcher -> data.watch(request, watcher));
    }
}
