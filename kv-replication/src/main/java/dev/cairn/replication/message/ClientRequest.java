package dev.cairn.replication.message;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import java.time.Duration;
import java.util.Optional;

/** What a client asked for, as it goes to its coordinator: here, or forwarded to another node. */
public sealed interface ClientRequest {
    /** Which key. */
    Key key();

    /** What the request sets for itself. */
    RequestOptions options();

    /** The same request with other options. */
    ClientRequest with(RequestOptions changed);

    /**
     * A read.
     *
     * @param key which
     * @param options consistency and the rest
     */
    record Read(Key key, RequestOptions options) implements ClientRequest {
        /** What the client sent. */
        public static Read of(GetRequest get) {
            return new Read(get.key(), get.options());
        }

        @Override
        public Read with(RequestOptions changed) {
            return new Read(key, changed);
        }
    }

    /**
     * What became of a write, and a settlement where that is open.
     *
     * @param key the key it was for
     * @param operation the write's id
     * @param options the level it is completed to, and the rest
     */
    record Resolve(Key key, OperationId operation, RequestOptions options)
            implements ClientRequest {
        @Override
        public Resolve with(RequestOptions changed) {
            return new Resolve(key, operation, changed);
        }
    }

    /**
     * A put, or a delete: the write of a tombstone.
     *
     * @param key which
     * @param value the bytes; none for a tombstone
     * @param tombstone whether it is a delete
     * @param context what the writer has seen
     * @param ttl how long it lives
     * @param condition what must hold
     * @param operation the caller's own id
     * @param options consistency and the rest
     */
    record Write(
            Key key,
            Bytes value,
            boolean tombstone,
            Optional<Context> context,
            Optional<Duration> ttl,
            Optional<Condition> condition,
            Optional<OperationId> operation,
            RequestOptions options)
            implements ClientRequest {
        /** What the client sent. */
        public static Write of(PutRequest put) {
            return new Write(
                    put.key(),
                    put.value(),
                    false,
                    put.context(),
                    put.ttl(),
                    put.condition(),
                    put.operation(),
                    put.options());
        }

        /** What the client sent. */
        public static Write of(DeleteRequest delete) {
            return new Write(
                    delete.key(),
                    Bytes.EMPTY,
                    true,
                    delete.context(),
                    Optional.empty(),
                    delete.condition(),
                    delete.operation(),
                    delete.options());
        }

        @Override
        public Write with(RequestOptions changed) {
            return new Write(key, value, tombstone, context, ttl, condition, operation, changed);
        }
    }
}
