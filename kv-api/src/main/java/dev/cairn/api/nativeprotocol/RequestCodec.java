package dev.cairn.api.nativeprotocol;

import dev.cairn.api.Bytes;
import dev.cairn.api.Condition;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.PutRequest;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The bytes of {@link Call}, drawn in docs/formats/native-protocol.md under "calls". */
public final class RequestCodec {
    static final int GET = 0x81;
    static final int PUT = 0x82;
    static final int DELETE = 0x83;
    static final int RING = 0x84;
    static final int SCAN = 0x85;
    static final int RESOLVE = 0x86;
    static final int WATCH = 0x87;
    static final int UNWATCH = 0x88;

    /** The kind and the id of a call have no more bytes. */
    public static final int MOST_HEAD_BYTES = 11;

    private static final int RECEIPT = 1;
    private static final int CURSOR = 1;
    private static final int CONTEXT = 2;
    private static final int TTL = 4;
    private static final int OPERATION = 8;
    private static final int CONDITION = 16;

    private static final int ONE_KEY = 1;
    private static final int POSITION = 2;

    private static final int CONSISTENCY = 1;
    private static final int SLOPPY_SET = 2;
    private static final int SLOPPY = 4;
    private static final int COORDINATOR = 8;
    private static final int TIMEOUT = 16;

    private RequestCodec() {}

    /**
     * Appends a call; throws {@link IllegalArgumentException} for {@link Request.Invalid}, which
     * has no bytes.
     */
    public static void write(Call call, WireWriter writer) {
        switch (call.request()) {
            case Request.Get get -> {
                GetRequest body = get.request();
                head(GET, call, writer).u8(get.receipt() ? RECEIPT : 0);
                writeTarget(body.key(), body.options(), writer);
            }
            case Request.Put put -> {
                PutRequest body = put.request();
                int ttl = body.ttl().isPresent() ? TTL : 0;
                head(PUT, call, writer)
                        .u8(
                                flags(
                                                put.receipt(),
                                                body.context(),
                                                body.operation(),
                                                body.condition())
                                        | ttl);
                writeTarget(body.key(), body.options(), writer);
                writeWrite(body.context(), body.operation(), body.condition(), writer);
                body.ttl().ifPresent(duration -> writer.varint(millis(duration)));
                writer.bytes(body.value());
            }
            case Request.Delete delete -> {
                DeleteRequest body = delete.request();
                head(DELETE, call, writer)
                        .u8(
                                flags(
                                        delete.receipt(),
                                        body.context(),
                                        body.operation(),
                                        body.condition()));
                writeTarget(body.key(), body.options(), writer);
                writeWrite(body.context(), body.operation(), body.condition(), writer);
            }
            case Request.Resolve resolve -> {
                head(RESOLVE, call, writer).u8(0);
                writeTarget(resolve.key(), resolve.options(), writer);
                writer.text(resolve.operation().text());
            }
            case Request.Ring _ -> head(RING, call, writer);
            case Request.Watch(long number, WatchRequest watch) -> {
                head(WATCH, call, writer)
                        .u8(
                                (watch.key().isPresent() ? ONE_KEY : 0)
                                        | (watch.after().isPresent() ? POSITION : 0));
                writer.varint(number).text(watch.bucket());
                watch.key().ifPresent(writer::bytes);
                watch.after().ifPresent(position -> writer.bytes(position.token()));
            }
            case Request.Unwatch(long number) -> head(UNWATCH, call, writer).varint(number);
            case Request.Scan(ScanRequest scan) -> {
                head(SCAN, call, writer).u8(scan.after().isPresent() ? CURSOR : 0);
                writeTarget(scan.bucket(), scan.prefix(), scan.options(), writer);
                scan.after().ifPresent(cursor -> writer.bytes(cursor.position()));
                writer.varint(scan.limit());
            }
            case Request.Invalid invalid ->
                    throw new IllegalArgumentException(invalid.error().detail());
        }
    }

    /**
     * Decodes a call. Content that no node accepts becomes {@link Request.Invalid}; bytes of
     * another format throw {@link MalformedException}.
     */
    public static Call decode(MemorySegment message) {
        WireReader reader = new WireReader(message);
        int kind = reader.u8();
        long id = reader.varint();
        Supplier<Request> request =
                switch (kind) {
                    case GET -> readGet(reader);
                    case PUT -> readPut(reader);
                    case DELETE -> readDelete(reader);
                    case RING -> Request.Ring::new;
                    case SCAN -> readScan(reader);
                    case RESOLVE -> readResolve(reader);
                    case WATCH -> readWatch(reader);
                    case UNWATCH -> {
                        long number = reader.varint();
                        yield () -> new Request.Unwatch(number);
                    }
                    default -> throw new MalformedException("no call has kind " + kind);
                };
        reader.end();
        try {
            return new Call(id, request.get());
        } catch (KvException refused) {
            return new Call(id, new Request.Invalid(refused.error()));
        }
    }

    private static WireWriter head(int kind, Call call, WireWriter writer) {
        return writer.u8(kind).varint(call.id());
    }

    private static int flags(
            boolean receipt,
            Optional<Context> context,
            Optional<OperationId> operation,
            Optional<Condition> condition) {
        return (receipt ? RECEIPT : 0)
                | (context.isPresent() ? CONTEXT : 0)
                | (operation.isPresent() ? OPERATION : 0)
                | (condition.isPresent() ? CONDITION : 0);
    }

    private static void writeWrite(
            Optional<Context> context,
            Optional<OperationId> operation,
            Optional<Condition> condition,
            WireWriter writer) {
        context.ifPresent(seen -> writer.bytes(seen.token()));
        operation.ifPresent(id -> writer.text(id.text()));
        condition.ifPresent(holds -> writer.text(holds.toString()));
    }

    private static void writeTarget(Key key, RequestOptions options, WireWriter writer) {
        writeTarget(key.bucket(), key.bytes(), options, writer);
    }

    private static void writeTarget(
            String bucket, Bytes bytes, RequestOptions options, WireWriter writer) {
        writer.u8(
                (options.consistency().isPresent() ? CONSISTENCY : 0)
                        | (options.sloppy().isPresent() ? SLOPPY_SET : 0)
                        | (options.sloppy().orElse(false) ? SLOPPY : 0)
                        | (options.coordinator().isPresent() ? COORDINATOR : 0)
                        | (options.timeout().isPresent() ? TIMEOUT : 0));
        options.consistency().ifPresent(consistency -> writeConsistency(consistency, writer));
        options.coordinator().ifPresent(node -> writer.text(node.name()));
        options.timeout().ifPresent(duration -> writer.varint(millis(duration)));
        writer.text(bucket).bytes(bytes);
    }

    /** A level as 1 and up in the order of their declaration; a count behind 0. */
    private static void writeConsistency(Consistency consistency, WireWriter writer) {
        switch (consistency) {
            case Consistency.Level level -> writer.u8(level.ordinal() + 1);
            case Consistency.Count count -> writer.u8(0).varint(count.replicas());
        }
    }

    private static Supplier<Consistency> readConsistency(WireReader reader) {
        int code = reader.u8();
        if (code == 0) {
            int replicas = reader.varint(Integer.MAX_VALUE);
            return () -> new Consistency.Count(replicas);
        }
        Consistency.Level[] levels = Consistency.Level.values();
        if (code > levels.length) {
            throw new MalformedException("no consistency level has number " + code);
        }
        return () -> levels[code - 1];
    }

    /**
     * The id of a call of which the first {@value #MOST_HEAD_BYTES} bytes are there; throws {@link
     * MalformedException} when they begin no call.
     */
    public static long idOf(MemorySegment beginning) {
        WireReader reader = new WireReader(beginning);
        int kind = reader.u8();
        if (kind < GET || kind > UNWATCH) {
            throw new MalformedException("no call is of kind " + kind);
        }
        return reader.varint();
    }

    private static Supplier<Request> readGet(WireReader reader) {
        int flags = readFlags(reader, RECEIPT);
        Target target = readTarget(reader);
        return () ->
                new Request.Get(
                        new GetRequest(target.key(), target.options()), (flags & RECEIPT) != 0);
    }

    private static Supplier<Request> readScan(WireReader reader) {
        int flags = readFlags(reader, CURSOR);
        Target target = readTarget(reader);
        Optional<Bytes> position =
                (flags & CURSOR) != 0 ? Optional.of(reader.bytes()) : Optional.empty();
        int limit = reader.varint(Integer.MAX_VALUE);
        return () ->
                new Request.Scan(
                        new ScanRequest(
                                target.bucket(),
                                target.bytes(),
                                position.map(ScanCursor::new),
                                limit,
                                target.options()));
    }

    private static Supplier<Request> readResolve(WireReader reader) {
        readFlags(reader, 0);
        Target target = readTarget(reader);
        String operation = reader.text();
        return () ->
                new Request.Resolve(new OperationId(operation), target.key(), target.options());
    }

    private static Supplier<Request> readWatch(WireReader reader) {
        int flags = readFlags(reader, ONE_KEY | POSITION);
        long number = reader.varint();
        String bucket = reader.text();
        Optional<Bytes> key =
                (flags & ONE_KEY) != 0 ? Optional.of(reader.bytes()) : Optional.empty();
        Optional<WatchPosition> after =
                (flags & POSITION) != 0
                        ? Optional.of(new WatchPosition(reader.bytes()))
                        : Optional.empty();
        return () -> new Request.Watch(number, new WatchRequest(bucket, key, after));
    }

    private static Supplier<Request> readPut(WireReader reader) {
        int flags = readFlags(reader, RECEIPT | CONTEXT | TTL | OPERATION | CONDITION);
        Target target = readTarget(reader);
        Optional<Context> context = readContext(flags, reader);
        Optional<String> operation =
                (flags & OPERATION) != 0 ? Optional.of(reader.text()) : Optional.empty();
        Optional<String> condition =
                (flags & CONDITION) != 0 ? Optional.of(reader.text()) : Optional.empty();
        Optional<Duration> ttl =
                (flags & TTL) != 0 ? Optional.of(readMillis(reader)) : Optional.empty();
        Bytes value = reader.bytes();
        return () ->
                new Request.Put(
                        new PutRequest(
                                target.key(),
                                value,
                                context,
                                ttl,
                                condition.map(Condition::parse),
                                operation.map(OperationId::new),
                                target.options()),
                        (flags & RECEIPT) != 0);
    }

    private static Supplier<Request> readDelete(WireReader reader) {
        int flags = readFlags(reader, RECEIPT | CONTEXT | OPERATION | CONDITION);
        Target target = readTarget(reader);
        Optional<Context> context = readContext(flags, reader);
        Optional<String> operation =
                (flags & OPERATION) != 0 ? Optional.of(reader.text()) : Optional.empty();
        Optional<String> condition =
                (flags & CONDITION) != 0 ? Optional.of(reader.text()) : Optional.empty();
        return () ->
                new Request.Delete(
                        new DeleteRequest(
                                target.key(),
                                context,
                                condition.map(Condition::parse),
                                operation.map(OperationId::new),
                                target.options()),
                        (flags & RECEIPT) != 0);
    }

    private static Optional<Context> readContext(int flags, WireReader reader) {
        return (flags & CONTEXT) != 0 ? Optional.of(new Context(reader.bytes())) : Optional.empty();
    }

    private static int readFlags(WireReader reader, int known) {
        int flags = reader.u8();
        if ((flags & ~known) != 0) {
            throw new MalformedException(
                    "unknown flags " + flags + " before byte " + reader.position());
        }
        return flags;
    }

    private static Target readTarget(WireReader reader) {
        int flags = readFlags(reader, CONSISTENCY | SLOPPY_SET | SLOPPY | COORDINATOR | TIMEOUT);
        Optional<Supplier<Consistency>> consistency =
                (flags & CONSISTENCY) != 0
                        ? Optional.of(readConsistency(reader))
                        : Optional.empty();
        Optional<Boolean> sloppy =
                (flags & SLOPPY_SET) != 0 ? Optional.of((flags & SLOPPY) != 0) : Optional.empty();
        Optional<String> coordinator =
                (flags & COORDINATOR) != 0 ? Optional.of(reader.text()) : Optional.empty();
        Optional<Duration> timeout =
                (flags & TIMEOUT) != 0 ? Optional.of(readMillis(reader)) : Optional.empty();
        return new Target(consistency, sloppy, coordinator, timeout, reader.text(), reader.bytes());
    }

    private static long millis(Duration duration) {
        return Math.max(0, duration.toMillis());
    }

    private static Duration readMillis(WireReader reader) {
        return Duration.ofMillis(reader.varint() & Long.MAX_VALUE);
    }

    /**
     * What every data request has, read but not yet checked: its values refuse bad content when
     * they are made.
     */
    private record Target(
            Optional<Supplier<Consistency>> consistency,
            Optional<Boolean> sloppy,
            Optional<String> coordinator,
            Optional<Duration> timeout,
            String bucket,
            Bytes bytes) {
        Key key() {
            return new Key(bucket, bytes);
        }

        RequestOptions options() {
            return new RequestOptions(
                    consistency.map(Supplier::get), sloppy, coordinator.map(NodeId::new), timeout);
        }
    }
}
