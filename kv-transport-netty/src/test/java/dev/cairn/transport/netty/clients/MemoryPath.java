package dev.cairn.transport.netty.clients;

import dev.cairn.api.Answer;
import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ShortPath;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.testkit.service.MemoryKeyValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The short path to what a {@link MemoryKeyValues} holds, whose answers come at once. Leaves some
 * requests by chance, and tells of some writes later.
 *
 * @param data the service, of whose keys none has several values
 * @param random by which it leaves and waits
 * @param later tells of the writes that wait
 */
public record MemoryPath(MemoryKeyValues data, RandomGenerator random, Executor later)
        implements ShortPath {
    private static final ActorId WRITER = new ActorId(new NodeId("n1"), 1, 1);

    private static Key key(String bucket, byte[] source, Span key) {
        return new Key(bucket, bytes(source, key));
    }

    private static Bytes bytes(byte[] source, Span span) {
        return Bytes.wrap(Arrays.copyOfRange(source, span.from(), span.from() + span.length()));
    }

    private boolean leaves(Span key) {
        return key.length() == 0 || random.nextInt(4) == 0;
    }

    @Override
    public Read get(String bucket, byte[] source, Span span, ReadSink sink) {
        if (leaves(span)) {
            return Read.LEFT;
        }
        Key key = key(bucket, source, span);
        if (!data.holds(key)) {
            sink.absent(7);
            return Read.ABSENT;
        }
        ItemView view = new ItemView();
        view.look(item(data.value(key)).segment());
        sink.found(view, 7);
        return Read.FOUND;
    }

    private static Bytes item(Bytes value) {
        Version version =
                new Version(
                        new Dot(WRITER, 1),
                        CausalContext.EMPTY,
                        HybridTimestamp.ofMillis(1),
                        0,
                        value,
                        false,
                        OptionalLong.empty(),
                        Optional.empty());
        return ItemCodec.encode(Item.EMPTY.with(version));
    }

    @Override
    public Write put(String bucket, byte[] source, Span span, Span value, WriteSink sink) {
        if (leaves(span)) {
            return Write.LEFT;
        }
        List<WriteResult> written = new ArrayList<>();
        data.put(
                PutRequest.of(key(bucket, source, span), bytes(source, value)),
                new Answer<>() {
                    @Override
                    public void succeeded(WriteResult result) {
                        written.add(result);
                    }

                    @Override
                    public void failed(KvError error) {
                        throw new AssertionError(error.detail());
                    }
                });
        sink.made(new Result(written.getFirst()), 7);
        if (random.nextBoolean()) {
            return Write.DONE;
        }
        boolean fails = random.nextInt(8) == 0;
        later.execute(() -> {
            if (fails) {
                sink.failed(KvError.of(ErrorCode.TIMEOUT, "late"));
            } else {
                sink.stored(7);
            }
        });
        return Write.WAITS;
    }

    private record Result(WriteResult result) implements Written {
        @Override
        public void writeToken(WireWriter writer) {
            writer.raw(result.context().token());
        }

        @Override
        public void writeClock(WireWriter writer) {
            writer.varint(result.clock().counters().size());
            result.clock().counters().forEach((name, counter) -> writer.text(name).varint(counter));
        }

        @Override
        public void writeOperation(WireWriter writer) {
            writer.raw(Bytes.utf8(result.operation().text()));
        }
    }
}
