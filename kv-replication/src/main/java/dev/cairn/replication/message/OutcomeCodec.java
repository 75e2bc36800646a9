package dev.cairn.replication.message;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.Sibling;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.version.VectorClock;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bytes of outcomes and errors, drawn in docs/formats/peer-messages.md under "outcome". */
final class OutcomeCodec {
    private static final int FOUND = 0;
    private static final int WRITTEN = 1;
    private static final int FAILED = 2;
    private static final int FOUND_TAGGED = 3;
    private static final int WRITTEN_TAGGED = 4;
    private static final int RESOLVED = 5;

    private static final int SLOPPY = 1;
    private static final int STALE = 2;
    private static final int FORCED = 4;

    private static final int MAX_ENTRIES = 1 << 16;

    private OutcomeCodec() {}

    static void write(Outcome outcome, WireWriter writer) {
        switch (outcome) {
            case Outcome.Found(ReadResult result) -> {
                writer.u8(result.etag().isPresent() ? FOUND_TAGGED : FOUND);
                result.etag().ifPresent(etag -> writer.text(etag.text()));
                writer.varint(result.siblings().size());
                for (Sibling sibling : result.siblings()) {
                    writer.bytes(sibling.value()).i64(sibling.timestampMillis());
                    writer.varint(sibling.expiresMillis().orElse(-1) + 1);
                    writeClock(sibling.clock(), writer);
                }
                writer.bytes(result.context().token());
                writeReceipt(result.receipt(), writer);
            }
            case Outcome.Written(WriteResult result) -> {
                writer.u8(result.etag().isPresent() ? WRITTEN_TAGGED : WRITTEN);
                result.etag().ifPresent(etag -> writer.text(etag.text()));
                writer.bytes(result.context().token());
                writeClock(result.clock(), writer);
                writer.text(result.operation().text());
                writeReceipt(result.receipt(), writer);
            }
            case Outcome.Resolved(OperationResult.Status status) ->
                    writer.u8(RESOLVED).u8(statusNumber(status));
            case Outcome.Failed(KvError error) -> {
                writer.u8(FAILED);
                writeError(error, writer);
            }
        }
    }

    static Outcome read(WireReader reader) {
        int kind = reader.u8();
        return switch (kind) {
            case FOUND, FOUND_TAGGED -> {
                Optional<ETag> etag = etag(kind == FOUND_TAGGED, reader);
                int count = reader.varint(MAX_ENTRIES);
                List<Sibling> siblings = new ArrayList<>(Math.min(count, 16));
                for (int i = 0; i < count; i++) {
                    siblings.add(readSibling(reader));
                }
                Context context = new Context(reader.bytes());
                yield new Outcome.Found(
                        new ReadResult(List.copyOf(siblings), context, etag, readReceipt(reader)));
            }
            case WRITTEN, WRITTEN_TAGGED -> {
                Optional<ETag> etag = etag(kind == WRITTEN_TAGGED, reader);
                Context context = new Context(reader.bytes());
                VectorClock clock = readClock(reader);
                OperationId operation = new OperationId(reader.text());
                yield new Outcome.Written(
                        new WriteResult(context, clock, etag, operation, readReceipt(reader)));
            }
            case FAILED -> new Outcome.Failed(readError(reader));
            case RESOLVED -> new Outcome.Resolved(status(reader.u8()));
            default -> throw new MalformedException("no outcome has the kind " + kind);
        };
    }

    private static Optional<ETag> etag(boolean tagged, WireReader reader) {
        return tagged ? Optional.of(new ETag(reader.text())) : Optional.empty();
    }

    static void writeError(KvError error, WireWriter writer) {
        writer.u8(codeNumber(error.code())).text(error.detail());
        writer.text(error.operation().map(OperationId::text).orElse(""));
    }

    static KvError readError(WireReader reader) {
        ErrorCode code = code(reader.u8());
        String detail = reader.text();
        String operation = reader.text();
        return new KvError(
                code,
                detail,
                operation.isEmpty() ? Optional.empty() : Optional.of(new OperationId(operation)));
    }

    private static Sibling readSibling(WireReader reader) {
        Bytes value = reader.bytes();
        long timestampMillis = reader.i64();
        long expires = reader.varint();
        VectorClock clock = readClock(reader);
        return new Sibling(
                value,
                clock,
                timestampMillis,
                expires == 0 ? OptionalLong.empty() : OptionalLong.of(expires - 1));
    }

    private static void writeClock(VectorClock clock, WireWriter writer) {
        writer.varint(clock.counters().size());
        for (Map.Entry<String, Long> entry : clock.counters().entrySet()) {
            writer.text(entry.getKey()).varint(entry.getValue());
        }
    }

    private static VectorClock readClock(WireReader reader) {
        int count = reader.varint(MAX_ENTRIES);
        SortedMap<String, Long> counters = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            counters.put(reader.text(), reader.varint());
        }
        return new VectorClock(counters);
    }

    private static void writeReceipt(Receipt receipt, WireWriter writer) {
        writer.varint(receipt.answers().size());
        for (Receipt.ReplicaAnswer answer : receipt.answers()) {
            writer.text(answer.node().name());
            writer.text(answer.zone().datacentre()).text(answer.zone().rack());
            writer.u8(answer.durable() ? 1 : 0);
        }
        writer.varint(receipt.required());
        writer.u8(
                (receipt.sloppy() ? SLOPPY : 0)
                        | (receipt.mayBeStale() ? STALE : 0)
                        | (receipt.forced() ? FORCED : 0));
        writer.varint(receipt.epoch());
    }

    private static Receipt readReceipt(WireReader reader) {
        int count = reader.varint(MAX_ENTRIES);
        List<Receipt.ReplicaAnswer> answers = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            NodeId node = new NodeId(reader.text());
            Zone zone = new Zone(reader.text(), reader.text());
            answers.add(new Receipt.ReplicaAnswer(node, zone, reader.varint(1) == 1));
        }
        int required = reader.varint(MAX_ENTRIES);
        int flags = reader.varint(SLOPPY | STALE | FORCED);
        return new Receipt(
                List.copyOf(answers),
                required,
                (flags & SLOPPY) != 0,
                (flags & STALE) != 0,
                (flags & FORCED) != 0,
                reader.varint());
    }

    private static int statusNumber(OperationResult.Status status) {
        return switch (status) {
            case APPLIED -> 1;
            case CANCELLED -> 2;
            case UNKNOWN -> 3;
        };
    }

    private static OperationResult.Status status(int number) {
        for (OperationResult.Status status : OperationResult.Status.values()) {
            if (statusNumber(status) == number) {
                return status;
            }
        }
        throw new MalformedException("no status has the number " + number);
    }

    private static int codeNumber(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST -> 1;
            case UNAUTHENTICATED -> 2;
            case FORBIDDEN -> 3;
            case NOT_FOUND -> 4;
            case WRONG_MODE -> 5;
            case CONFLICT -> 6;
            case GONE -> 7;
            case TOO_LARGE -> 8;
            case OVERLOADED -> 9;
            case UNAVAILABLE -> 10;
            case TIMEOUT -> 11;
            case INTERNAL -> 12;
        };
    }

    private static ErrorCode code(int number) {
        for (ErrorCode code : ErrorCode.values()) {
            if (codeNumber(code) == number) {
                return code;
            }
        }
        throw new MalformedException("no error code has the number " + number);
    }
}
