package dev.cairn.api.nativeprotocol;

import dev.cairn.api.AdminService.RingStatus.Run;
import dev.cairn.api.Context;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Sibling;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchEvent.Change;
import dev.cairn.api.WatchPosition;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.version.VectorClock;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bytes of {@link Reply}, drawn in docs/formats/native-protocol.md under "replies". */
public final class ResponseCodec {
    static final int FOUND = 0xa1;
    static final int WRITTEN = 0xa2;
    static final int RING = 0xa4;
    static final int FOUND_TAGGED = 0xa5;
    static final int WRITTEN_TAGGED = 0xa6;
    static final int SCANNED = 0xa7;
    static final int RESOLVED = 0xa8;
    static final int WATCHED = 0xa9;
    static final int UNWATCHED = 0xaa;
    static final int FAILED = 0xaf;

    private static final int COMPLETE = 1;
    private static final int CURSOR = 2;

    private static final int RESYNC = 1;

    private static final int SLOPPY = 1;
    private static final int STALE = 2;
    private static final int FORCED = 4;

    private static final int MAX_COUNT = 1 << 16;

    private ResponseCodec() {}

    /** Appends a reply. */
    public static void write(Reply reply, WireWriter writer) {
        switch (reply.response()) {
            case Response.Found found -> writeFound(found.result(), reply, writer);
            case Response.Written written -> writeWritten(written.result(), reply, writer);
            case Response.Scanned scanned ->
                    writeScanned(scanned.result(), head(SCANNED, reply, writer));
            case Response.Resolved(OperationResult.Status status) ->
                    head(RESOLVED, reply, writer).u8(status.ordinal());
            case Response.Watched(WatchEvent event) ->
                    writeWatched(event, head(WATCHED, reply, writer));
            case Response.Unwatched _ -> head(UNWATCHED, reply, writer);
            case Response.Ring ring -> writeRing(ring.map(), head(RING, reply, writer));
            case Response.Failed failed -> writeFailed(failed.error(), head(FAILED, reply, writer));
        }
    }

    /** Decodes a reply; throws {@link MalformedException} for bytes of another format. */
    public static Reply decode(MemorySegment message) {
        WireReader reader = new WireReader(message);
        try {
            int kind = reader.u8();
            long id = reader.varint();
            Response response =
                    switch (kind) {
                        case FOUND -> readFound(reader, Optional.empty());
                        case WRITTEN -> readWritten(reader, Optional.empty());
                        case FOUND_TAGGED -> readFound(reader, Optional.of(etag(reader)));
                        case WRITTEN_TAGGED -> readWritten(reader, Optional.of(etag(reader)));
                        case SCANNED -> readScanned(reader);
                        case RESOLVED -> new Response.Resolved(status(reader));
                        case WATCHED -> new Response.Watched(readWatched(reader));
                        case UNWATCHED -> new Response.Unwatched();
                        case RING -> readRing(reader);
                        case FAILED -> readFailed(reader);
                        default -> throw new MalformedException("no reply has kind " + kind);
                    };
            reader.end();
            return new Reply(id, response);
        } catch (KvException | IllegalArgumentException notOurs) {
            throw new MalformedException(
                    "a reply holds what no node sends: " + notOurs.getMessage());
        }
    }

    private static WireWriter head(int kind, Reply reply, WireWriter writer) {
        return writer.u8(kind).varint(reply.id());
    }

    /** 0 applied, 1 cancelled, 2 unknown: in the order of their declaration. */
    private static OperationResult.Status status(WireReader reader) {
        OperationResult.Status[] all = OperationResult.Status.values();
        return all[reader.varint(all.length - 1)];
    }

    private static ETag etag(WireReader reader) {
        return new ETag(reader.text());
    }

    private static void writeFound(ReadResult result, Reply reply, WireWriter writer) {
        head(result.etag().isPresent() ? FOUND_TAGGED : FOUND, reply, writer);
        result.etag().ifPresent(etag -> writer.text(etag.text()));
        writer.bytes(result.context().token());
        writeSiblings(result.siblings(), writer);
        writeReceipt(result.receipt(), writer);
    }

    private static void writeSiblings(List<Sibling> siblings, WireWriter writer) {
        writer.varint(siblings.size());
        for (Sibling sibling : siblings) {
            writeClock(sibling.clock(), writer);
            writer.i64(sibling.timestampMillis()).u8(sibling.expiresMillis().isPresent() ? 1 : 0);
            sibling.expiresMillis().ifPresent(writer::i64);
            writer.bytes(sibling.value());
        }
    }

    private static Response readFound(WireReader reader, Optional<ETag> etag) {
        Context context = new Context(reader.bytes());
        List<Sibling> siblings = readSiblings(reader);
        return new Response.Found(new ReadResult(siblings, context, etag, readReceipt(reader)));
    }

    private static List<Sibling> readSiblings(WireReader reader) {
        int count = reader.varint(MAX_COUNT);
        List<Sibling> siblings = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            VectorClock clock = readClock(reader);
            long timestamp = reader.i64();
            OptionalLong expires =
                    readBoolean(reader) ? OptionalLong.of(reader.i64()) : OptionalLong.empty();
            siblings.add(new Sibling(reader.bytes(), clock, timestamp, expires));
        }
        return List.copyOf(siblings);
    }

    private static void writeScanned(ScanResult page, WireWriter writer) {
        writer.u8((page.complete() ? COMPLETE : 0) | (page.next().isPresent() ? CURSOR : 0));
        page.next().ifPresent(cursor -> writer.bytes(cursor.position()));
        writer.varint(page.entries().size());
        page.entries()
                .forEach(entry ->
                        writeEntry(entry.key(), entry.context(), entry.siblings(), writer));
    }

    private static void writeEntry(
            Key key, Context context, List<Sibling> siblings, WireWriter writer) {
        writer.text(key.bucket()).bytes(key.bytes()).bytes(context.token());
        writeSiblings(siblings, writer);
    }

    /** A resync is a flag, with no changes. */
    private static void writeWatched(WatchEvent event, WireWriter writer) {
        List<Change> changes =
                event instanceof WatchEvent.Changes told ? told.changes() : List.of();
        writer.u8(event instanceof WatchEvent.Resync ? RESYNC : 0);
        writer.bytes(event.position().token()).varint(changes.size());
        changes.forEach(
                change -> writeEntry(change.key(), change.context(), change.siblings(), writer));
    }

    private static WatchEvent readWatched(WireReader reader) {
        boolean resync = reader.varint(RESYNC) == RESYNC;
        WatchPosition position = new WatchPosition(reader.bytes());
        int count = reader.varint(resync ? 0 : MAX_COUNT);
        List<Change> changes = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            Key key = new Key(reader.text(), reader.bytes());
            Context context = new Context(reader.bytes());
            changes.add(new Change(key, readSiblings(reader), context));
        }
        return resync ? new WatchEvent.Resync(position) : new WatchEvent.Changes(changes, position);
    }

    private static Response readScanned(WireReader reader) {
        int flags = reader.varint(COMPLETE | CURSOR);
        Optional<ScanCursor> next =
                (flags & CURSOR) != 0
                        ? Optional.of(new ScanCursor(reader.bytes()))
                        : Optional.empty();
        int count = reader.varint(MAX_COUNT);
        List<ScanResult.Entry> entries = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            Key key = new Key(reader.text(), reader.bytes());
            Context context = new Context(reader.bytes());
            entries.add(new ScanResult.Entry(key, readSiblings(reader), context));
        }
        return new Response.Scanned(
                new ScanResult(List.copyOf(entries), next, (flags & COMPLETE) != 0));
    }

    private static void writeWritten(WriteResult result, Reply reply, WireWriter writer) {
        head(result.etag().isPresent() ? WRITTEN_TAGGED : WRITTEN, reply, writer);
        result.etag().ifPresent(etag -> writer.text(etag.text()));
        writer.bytes(result.context().token());
        writeClock(result.clock(), writer);
        writer.text(result.operation().text());
        writeReceipt(result.receipt(), writer);
    }

    private static Response readWritten(WireReader reader, Optional<ETag> etag) {
        Context context = new Context(reader.bytes());
        VectorClock clock = readClock(reader);
        return new Response.Written(
                new WriteResult(
                        context, clock, etag, new OperationId(reader.text()), readReceipt(reader)));
    }

    private static void writeClock(VectorClock clock, WireWriter writer) {
        writer.varint(clock.counters().size());
        clock.counters().forEach((name, counter) -> writer.text(name).varint(counter));
    }

    private static VectorClock readClock(WireReader reader) {
        int count = reader.varint(MAX_COUNT);
        SortedMap<String, Long> counters = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            counters.put(reader.text(), reader.varint());
        }
        return new VectorClock(counters);
    }

    private static void writeReceipt(Receipt receipt, WireWriter writer) {
        writer.varint(receipt.epoch()).varint(receipt.answers().size());
        if (receipt.answers().isEmpty()) {
            return;
        }
        writer.varint(receipt.required());
        writer.u8(
                (receipt.sloppy() ? SLOPPY : 0)
                        | (receipt.mayBeStale() ? STALE : 0)
                        | (receipt.forced() ? FORCED : 0));
        for (Receipt.ReplicaAnswer answer : receipt.answers()) {
            writer.text(answer.node().name());
            writer.text(answer.zone().datacentre()).text(answer.zone().rack());
            writer.u8(answer.durable() ? 1 : 0);
        }
    }

    private static Receipt readReceipt(WireReader reader) {
        long epoch = reader.varint();
        int count = reader.varint(MAX_COUNT);
        if (count == 0) {
            return new Receipt(List.of(), 0, false, epoch);
        }
        int required = reader.varint(MAX_COUNT);
        int flags = reader.varint(SLOPPY | STALE | FORCED);
        List<Receipt.ReplicaAnswer> answers = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            NodeId node = new NodeId(reader.text());
            Zone zone = new Zone(reader.text(), reader.text());
            answers.add(new Receipt.ReplicaAnswer(node, zone, readBoolean(reader)));
        }
        return new Receipt(
                List.copyOf(answers),
                required,
                (flags & SLOPPY) != 0,
                (flags & STALE) != 0,
                (flags & FORCED) != 0,
                epoch);
    }

    private static void writeRing(RingMap map, WireWriter writer) {
        writer.varint(map.epoch()).i64(map.probeToken()).varint(map.nodes().size());
        List<NodeId> names = List.copyOf(map.nodes().keySet());
        for (Map.Entry<NodeId, Address> node : map.nodes().entrySet()) {
            writer.text(node.getKey().name())
                    .text(node.getValue().host())
                    .varint(node.getValue().port());
        }
        writer.varint(map.runs().size());
        for (Run run : map.runs()) {
            List<NodeId> listed = run.owners().stream().filter(names::contains).toList();
            writer.varint(run.last() - run.first() + 1).varint(listed.size());
            listed.forEach(owner -> writer.varint(names.indexOf(owner)));
        }
    }

    private static Response readRing(WireReader reader) {
        long epoch = reader.varint();
        long probe = reader.i64();
        int nodeCount = reader.varint(MAX_COUNT);
        SortedMap<NodeId, Address> nodes = new TreeMap<>();
        for (int i = 0; i < nodeCount; i++) {
            nodes.put(
                    new NodeId(reader.text()),
                    new Address(reader.text(), reader.varint(MAX_COUNT)));
        }
        List<NodeId> names = List.copyOf(nodes.keySet());
        int runCount = reader.varint(Slices.COUNT);
        List<Run> runs = new ArrayList<>(Math.min(runCount, 1024));
        int first = 0;
        for (int i = 0; i < runCount; i++) {
            int length = reader.varint(Slices.COUNT);
            int ownerCount = reader.varint(names.size());
            List<NodeId> owners = new ArrayList<>(Math.min(ownerCount, 16));
            for (int o = 0; o < ownerCount; o++) {
                owners.add(names.get(reader.varint(names.size() - 1)));
            }
            runs.add(new Run(first, first + length - 1, List.copyOf(owners)));
            first += length;
        }
        return new Response.Ring(new RingMap(epoch, probe, nodes, runs));
    }

    private static void writeFailed(KvError error, WireWriter writer) {
        writer.text(error.code().name()).text(error.detail());
        writer.text(error.operation().map(OperationId::text).orElse(""));
    }

    private static Response readFailed(WireReader reader) {
        ErrorCode code = ErrorCode.valueOf(reader.text());
        String detail = reader.text();
        String operation = reader.text();
        return new Response.Failed(
                new KvError(
                        code,
                        detail,
                        operation.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new OperationId(operation))));
    }

    private static boolean readBoolean(WireReader reader) {
        return reader.varint(1) == 1;
    }
}
