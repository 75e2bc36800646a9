package dev.cairn.transport.grpc.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.WatchRequest;
import dev.cairn.transport.grpc.v1.Condition;
import dev.cairn.transport.grpc.v1.DeleteRequest;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.Options;
import dev.cairn.transport.grpc.v1.PutRequest;
import dev.cairn.transport.grpc.v1.ResolveRequest;
import dev.cairn.transport.grpc.v1.ScanRequest;
import java.util.Locale;

/** Messages out of requests. */
final class Messages {
    private Messages() {}

    static GetRequest get(dev.cairn.api.GetRequest request) {
        return GetRequest.newBuilder()
                .setBucket(request.key().bucket())
                .setKey(bytes(request.key().bytes()))
                .setOptions(options(request.options()))
                .build();
    }

    static PutRequest put(dev.cairn.api.PutRequest request) {
        PutRequest.Builder message =
                PutRequest.newBuilder()
                        .setBucket(request.key().bucket())
                        .setKey(bytes(request.key().bytes()))
                        .setValue(bytes(request.value()))
                        .setOptions(options(request.options()));
        request.context().ifPresent(seen -> message.setContext(bytes(seen.token())));
        request.ttl().ifPresent(ttl -> message.setTtlMillis(ttl.toMillis()));
        request.operation().ifPresent(id -> message.setOperation(id.text()));
        request.condition().ifPresent(holds -> message.setCondition(condition(holds)));
        return message.build();
    }

    static DeleteRequest delete(dev.cairn.api.DeleteRequest request) {
        DeleteRequest.Builder message =
                DeleteRequest.newBuilder()
                        .setBucket(request.key().bucket())
                        .setKey(bytes(request.key().bytes()))
                        .setOptions(options(request.options()));
        request.context().ifPresent(seen -> message.setContext(bytes(seen.token())));
        request.operation().ifPresent(id -> message.setOperation(id.text()));
        request.condition().ifPresent(holds -> message.setCondition(condition(holds)));
        return message.build();
    }

    private static Condition condition(dev.cairn.api.Condition condition) {
        Condition.Builder message = Condition.newBuilder();
        switch (condition) {
            case dev.cairn.api.Condition.Absent _ -> message.setAbsent(true);
            case dev.cairn.api.Condition.Exists _ -> message.setExists(true);
            case dev.cairn.api.Condition.Matches matches -> message.setEtag(matches.etag().text());
        }
        return message.build();
    }

    /** One page, perhaps in several messages. */
    static ScanRequest scan(dev.cairn.api.ScanRequest request) {
        return ScanRequest.newBuilder()
                .setBucket(request.bucket())
                .setPrefix(bytes(request.prefix()))
                .setCursor(request.after().map(Object::toString).orElse(""))
                .setLimit(request.limit())
                .setPage(request.limit())
                .setOptions(options(request.options()))
                .build();
    }

    static ResolveRequest resolve(OperationId operation, Key key, RequestOptions options) {
        return ResolveRequest.newBuilder()
                .setOperation(operation.text())
                .setBucket(key.bucket())
                .setKey(bytes(key.bytes()))
                .setOptions(options(options))
                .build();
    }

    static dev.cairn.transport.grpc.v1.WatchRequest watch(WatchRequest request) {
        dev.cairn.transport.grpc.v1.WatchRequest.Builder message =
                dev.cairn.transport.grpc.v1.WatchRequest.newBuilder().setBucket(request.bucket());
        request.key().ifPresent(key -> message.setKey(bytes(key)));
        request.after().ifPresent(position -> message.setAfter(bytes(position.token())));
        return message.build();
    }

    /** The timeout is the call's deadline. */
    private static Options options(RequestOptions options) {
        Options.Builder message = Options.newBuilder();
        options.consistency()
                .ifPresent(
                        level -> message.setConsistency(level.toString().toUpperCase(Locale.ROOT)));
        options.sloppy().ifPresent(message::setSloppy);
        options.coordinator().ifPresent(node -> message.setCoordinator(node.name()));
        return message.build();
    }

    private static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toByteArray());
    }
}
