package dev.cairn.transport.grpc.client;

import com.google.protobuf.ByteString;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.transport.grpc.v1.DeleteRequest;
import dev.cairn.transport.grpc.v1.GetRequest;
import dev.cairn.transport.grpc.v1.Options;
import dev.cairn.transport.grpc.v1.PutRequest;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Requests out of messages. Throws {@link dev.cairn.api.KvException} for content that no node
 * accepts.
 */
final class Requests {
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
                message.hasOperation()
                        ? Optional.of(new OperationId(message.getOperation()))
                        : Optional.empty(),
                options(message.getOptions()));
    }

    /** No bucket means the default one. */
    private static Key key(String bucket, ByteString key) {
        return new Key(bucket.isEmpty() ? Key.DEFAULT_BUCKET : bucket, bytes(key));
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
