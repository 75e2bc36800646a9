package dev.cairn.client.retry;

import dev.cairn.api.Bytes;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.nativeprotocol.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request with what sending it again needs to know.
 *
 * @param key where it is routed by
 * @param write whether it changes something
 * @param operation the id of the write
 * @param within the request with the time that is left for it
 */
record Subject(
        Key key,
        boolean write,
        Optional<OperationId> operation,
        Function<Duration, Request> within) {
    static Subject of(Request request) {
        return switch (request) {
            case Request.Get get -> of(get);
            case Request.Put put -> of(put);
            case Request.Delete delete -> of(delete);
            case Request.Scan scan -> of(scan);
            case Request.Resolve resolve -> of(resolve);
            case Request.Ring _, Request.Invalid _, Request.Watch _, Request.Unwatch _ ->
                    throw new IllegalArgumentException("not sent by key: " + request);
        };
    }

    private static Subject of(Request.Get get) {
        GetRequest body = get.request();
        return new Subject(
                body.key(),
                false,
                Optional.empty(),
                left ->
                        new Request.Get(
                                new GetRequest(body.key(), within(body.options(), left)),
                                get.receipt()));
    }

    /** Any node takes a scan; so that not all take the same, each bucket has its own first one. */
    private static Subject of(Request.Scan scan) {
        ScanRequest body = scan.request();
        return new Subject(
                new Key(body.bucket(), Bytes.utf8("scan")),
                false,
                Optional.empty(),
                left ->
                        new Request.Scan(
                                new ScanRequest(
                                        body.bucket(),
                                        body.prefix(),
                                        body.after(),
                                        body.limit(),
                                        within(body.options(), left))));
    }

    /** A question that may be asked again: its answer stays the same. */
    private static Subject of(Request.Resolve resolve) {
        return new Subject(
                resolve.key(),
                false,
                Optional.empty(),
                left ->
                        new Request.Resolve(
                                resolve.operation(),
                                resolve.key(),
                                within(resolve.options(), left)));
    }

    private static Subject of(Request.Put put) {
        PutRequest body = put.request();
        return new Subject(
                body.key(),
                true,
                body.operation(),
                left -> new Request.Put(body.with(within(body.options(), left)), put.receipt()));
    }

    private static Subject of(Request.Delete delete) {
        DeleteRequest body = delete.request();
        return new Subject(
                body.key(),
                true,
                body.operation(),
                left ->
                        new Request.Delete(
                                body.with(within(body.options(), left)), delete.receipt()));
    }

    private static RequestOptions within(RequestOptions options, Duration left) {
        return new RequestOptions(
                options.consistency(), options.sloppy(), options.coordinator(), Optional.of(left));
    }
}
