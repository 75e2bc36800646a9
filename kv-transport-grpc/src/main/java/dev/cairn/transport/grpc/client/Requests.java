package dev.cairn.transport.grpc.client;

import com.google.protobuf.ByteString;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.transport.grpc.v1.Condition;
import dev.cairn.transport.grpc.v1.DeleteRequest;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.Options;
import dev.cairn.transport.grpc.v1.PutRequest;
import dev.cairn.transport.grpc.v1.ResolveRequest;
import dev.cairn.transport.grpc.v1.ScanRequest;
import dev.cairn.transport.grpc.v1.WatchRequest;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Requests out of messages. Throws {@link dev.cairn.api.KvException} for content that no node
 * accepts.
 */
final class Requests {
    private static final int DEFAULT_PAGE = 100;

    private Requests() {}

    static dev.cairn.api.GetRequest get(GetRequest message) {
        return new dev.cairn.api.GetRequest(
                key(message.getBucket(), message.getKey()), options(message.getOptions()));
    }

    static dev.cairn.api.PutRequest put(PutRequest message) {
        return new dev.cairn.api.PutRequest(
                key(message.getBucket(), message.getKey()),
                bytes(message.getValue()),
                message.hasContext()
                        ? Optional.of(new Context(bytes(message.getContext())))
                        : Optional.empty(),
                message.hasTtlMillis()
                        ? Optional.of(Duration.ofMillis(message.getTtlMillis() & Long.MAX_VALUE))
                        : Optional.empty(),
                message.hasCondition()
                        ? Optional.of(condition(message.getCondition()))
                        : Optional.empty(),
                message.hasOperation()
                        ? Optional.of(new OperationId(message.getOperation()))
                        : Optional.empty(),
                options(message.getOptions()));
    }

    static dev.cairn.api.DeleteRequest delete(DeleteRequest message) {
        return new dev.cairn.api.DeleteRequest(
                key(message.getBucket(), message.getKey()),
                message.hasContext()
                        ? Optional.of(new Context(bytes(message.getContext())))
                        : Optional.empty(),
                message.hasCondition()
                        ? Optional.of(condition(message.getCondition()))
                        : Optional.empty(),
                message.hasOperation()
                        ? Optional.of(new OperationId(message.getOperation()))
                        : Optional.empty(),
                options(message.getOptions()));
    }

    private static dev.cairn.api.Condition condition(Condition condition) {
        return switch (condition.getKindCase()) {
            case ABSENT -> new dev.cairn.api.Condition.Absent();
            case EXISTS -> new dev.cairn.api.Condition.Exists();
            case ETAG -> new dev.cairn.api.Condition.Matches(new ETag(condition.getEtag()));
            case KIND_NOT_SET ->
                    throw new KvException(
                            ErrorCode.BAD_REQUEST, "a condition is absent, exists or an etag");
        };
    }

    /** The first page. */
    static dev.cairn.api.ScanRequest scan(ScanRequest message) {
        int page = message.getPage() == 0 ? DEFAULT_PAGE : message.getPage();
        long limit = message.getLimit();
        return new dev.cairn.api.ScanRequest(
                bucket(message.getBucket()),
                bytes(message.getPrefix()),
                message.getCursor().isEmpty()
                        ? Optional.empty()
                        : Optional.of(ScanCursor.parse(message.getCursor())),
                limit > 0 && limit < page ? (int) limit : page,
                options(message.getOptions()));
    }

    static dev.cairn.api.WatchRequest watch(WatchRequest message) {
        return new dev.cairn.api.WatchRequest(
                bucket(message.getBucket()),
                message.hasKey() ? Optional.of(bytes(message.getKey())) : Optional.empty(),
                message.hasAfter()
                        ? Optional.of(new WatchPosition(bytes(message.getAfter())))
                        : Optional.empty());
    }

    static OperationRequest resolve(ResolveRequest message) {
        return new OperationRequest(
                new OperationId(message.getOperation()),
                message.getKey().isEmpty()
                        ? Optional.empty()
                        : Optional.of(key(message.getBucket(), message.getKey())),
                options(message.getOptions()));
    }

    private static String bucket(String name) {
        return name.isEmpty() ? Key.DEFAULT_BUCKET : name;
    }

    /** No bucket means the default one. */
    private static Key key(String bucket, ByteString key) {
        return new Key(bucket(bucket), bytes(key));
    }

    private static RequestOptions options(Options options) {
        return new RequestOptions(
                options.hasConsistency()
                        ? Optional.of(Consistency.parse(options.getConsistency()))
                        : Optional.empty(),
                options.hasSloppy() ? Optional.of(options.getSloppy()) : Optional.empty(),
                options.hasCoordinator()
                        ? Optional.of(new NodeId(options.getCoordinator()))
                        : Optional.empty(),
                timeout());
    }

    /** What is left of the call's deadline. */
    private static Optional<Duration> timeout() {
        Deadline deadline = io.grpc.Context.current().getDeadline();
        return deadline == null
                ? Optional.empty()
                : Optional.of(
                        Duration.ofNanos(
                                Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS))));
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }
}
