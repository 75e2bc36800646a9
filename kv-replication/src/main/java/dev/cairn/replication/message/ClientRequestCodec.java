package dev.cairn.replication.message;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.Key;
import dev.cairn.api.OperationId;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.time.Duration;
import java.util.Optional;

/**
 * The bytes of a forwarded client request, drawn in docs/formats/peer-messages.md under "forward".
 */
final class ClientRequestCodec {
    private static final int READ = 0;
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int RESOLVE = 3;
    private static final int CONDITIONAL = 4;

    private static final int CONSISTENCY = 1;
    private static final int SLOPPY = 2;
    private static final int SLOPPY_TRUE = 4;
    private static final int COORDINATOR = 8;
    private static final int TIMEOUT = 16;
    private static final int CONTEXT = 32;
    private static final int TTL = 64;
    private static final int OPERATION = 128;

    private ClientRequestCodec() {}

    static void write(ClientRequest request, WireWriter writer) {
        switch (request) {
            case ClientRequest.Read read -> {
                writer.u8(READ).u8(flags(read.options()));
                writeOptions(read.options(), writer);
            }
            case ClientRequest.Resolve resolve -> {
                writer.u8(RESOLVE).u8(flags(resolve.options()));
                writeOptions(resolve.options(), writer);
                writer.text(resolve.operation().text());
            }
            case ClientRequest.Write write -> {
                int flags =
                        flags(write.options())
                                | (write.context().isPresent() ? CONTEXT : 0)
                                | (write.ttl().isPresent() ? TTL : 0)
                                | (write.operation().isPresent() ? OPERATION : 0);
                int kind =
                        (write.tombstone() ? DELETE : PUT)
                                | (write.condition().isPresent() ? CONDITIONAL : 0);
                writer.u8(kind).u8(flags);
                writeOptions(write.options(), writer);
                write.context().ifPresent(context -> writer.bytes(context.token()));
                write.ttl().ifPresent(ttl -> writer.varint(ttl.toMillis()));
                write.operation().ifPresent(id -> writer.text(id.text()));
                write.condition().ifPresent(holds -> writer.text(holds.toString()));
                if (!write.tombstone()) {
                    writer.bytes(write.value());
                }
            }
        }
    }

    static ClientRequest read(Key key, WireReader reader) {
        int first = reader.u8();
        int kind = first & ~CONDITIONAL;
        boolean conditional = kind != first;
        int flags = reader.u8();
        boolean writes = kind == PUT || kind == DELETE;
        if (kind > RESOLVE
                || !writes && (flags >= CONTEXT || conditional)
                || (flags & (SLOPPY | SLOPPY_TRUE)) == SLOPPY_TRUE) {
            throw new MalformedException("no request has kind " + first + " and flags " + flags);
        }
        RequestOptions options = readOptions(flags, reader);
        if (kind == READ) {
            return new ClientRequest.Read(key, options);
        }
        if (kind == RESOLVE) {
            return new ClientRequest.Resolve(key, new OperationId(reader.text()), options);
        }
        Optional<Context> context =
                (flags & CONTEXT) != 0
                        ? Optional.of(new Context(reader.bytes()))
                        : Optional.empty();
        Optional<Duration> ttl =
                (flags & TTL) != 0
                        ? Optional.of(Duration.ofMillis(reader.varint()))
                        : Optional.empty();
        Optional<OperationId> operation =
                (flags & OPERATION) != 0
                        ? Optional.of(new OperationId(reader.text()))
                        : Optional.empty();
        Optional<Condition> condition =
                conditional ? Optional.of(Condition.parse(reader.text())) : Optional.empty();
        boolean tombstone = kind == DELETE;
        Bytes value = tombstone ? Bytes.EMPTY : reader.bytes();
        return new ClientRequest.Write(
                key, value, tombstone, context, ttl, condition, operation, options);
    }

    private static int flags(RequestOptions options) {
        return (options.consistency().isPresent() ? CONSISTENCY : 0)
                | (options.sloppy().isPresent() ? SLOPPY : 0)
                | (options.sloppy().orElse(false) ? SLOPPY_TRUE : 0)
                | (options.coordinator().isPresent() ? COORDINATOR : 0)
                | (options.timeout().isPresent() ? TIMEOUT : 0);
    }

    private static void writeOptions(RequestOptions options, WireWriter writer) {
        options.consistency().ifPresent(level -> writer.text(level.toString()));
        options.coordinator().ifPresent(node -> writer.text(node.name()));
        options.timeout().ifPresent(timeout -> writer.varint(timeout.toNanos()));
    }

    private static RequestOptions readOptions(int flags, WireReader reader) {
        Optional<Consistency> consistency =
                (flags & CONSISTENCY) != 0
                        ? Optional.of(Consistency.parse(reader.text()))
                        : Optional.empty();
        Optional<Boolean> sloppy =
                (flags & SLOPPY) != 0 ? Optional.of((flags & SLOPPY_TRUE) != 0) : Optional.empty();
        Optional<NodeId> coordinator =
                (flags & COORDINATOR) != 0
                        ? Optional.of(new NodeId(reader.text()))
                        : Optional.empty();
        Optional<Duration> timeout =
                (flags & TIMEOUT) != 0
                        ? Optional.of(Duration.ofNanos(reader.varint()))
                        : Optional.empty();
        return new RequestOptions(consistency, sloppy, coordinator, timeout);
    }
}
