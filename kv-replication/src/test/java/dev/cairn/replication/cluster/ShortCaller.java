package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.Receipt;
import dev.cairn.api.ShortPath;
import dev.cairn.api.ShortPath.Read;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.WriteResult;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.version.ItemView;
import dev.cairn.api.version.VectorClock;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A caller on one of a node's lanes who takes the short path. */
final class ShortCaller {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestCluster cluster;
    private final int node;
    private final Map<Replication, ShortPath> paths = new HashMap<>();

    ShortCaller(TestCluster cluster, int node) {
        this.cluster = cluster;
        this.node = node;
    }

    /** What a read came to, and the value where there is one. */
    record Found(Read read, Optional<String> value) {}

    /** What a write came to, and what it was told later. */
    static final class Put implements ShortPath.WriteSink {
        private final List<String> told = new ArrayList<>();
        private Write write = Write.LEFT;
        private Optional<WriteResult> result = Optional.empty();
        private Optional<OperationId> operation = Optional.empty();

        Write write() {
            return write;
        }

        /** {@code stored by} an epoch, or the error's code; nothing yet when empty. */
        List<String> told() {
            return told;
        }

        /** What the writer would be answered, but for the receipt. */
        Optional<WriteResult> result() {
            return result;
        }

        /** The id that a failure names. */
        Optional<OperationId> operation() {
            return operation;
        }

        @Override
        public void made(ShortPath.Written written, long epoch) {
            WireWriter clock = new WireWriter(16);
            written.writeClock(clock);
            result =
                    Optional.of(
                            new WriteResult(
                                    new Context(bytes(written::writeToken)),
                                    clock(new WireReader(clock.toBytes())),
                                    new OperationId(bytes(written::writeOperation).utf8()),
                                    new Receipt(List.of(), 0, false, epoch)));
        }

        private static Bytes bytes(Consumer<WireWriter> part) {
            WireWriter writer = new WireWriter(16);
            part.accept(writer);
            return writer.toBytes();
        }

        private static VectorClock clock(WireReader reader) {
            Map<String, Long> counters = new HashMap<>();
            for (long left = reader.varint(); left > 0; left--) {
                counters.put(reader.text(), reader.varint());
            }
            reader.end();
            return VectorClock.of(counters);
        }

        @Override
        public void stored(long epoch) {
            assertThat(write).as("told later").isEqualTo(Write.WAITS);
            told.add("stored by " + epoch);
        }

        @Override
        public void failed(KvError error) {
            assertThat(write).as("told later").isEqualTo(Write.WAITS);
            told.add(error.code() + ": " + error.detail());
            operation = error.operation();
        }
    }

    /** The same path each time, until the node starts again. */
    private <T> T onPath(Function<ShortPath, T> call) {
        List<T> results = new ArrayList<>();
        cluster.node(node)
                .onLane(replication ->
                        results.add(
                                call.apply(
                                        paths.computeIfAbsent(
                                                replication,
                                                known -> known.keyValues().shortPath()))));
        assertThat(cluster.world().time().runUntil(() -> !results.isEmpty(), PATIENCE)).isTrue();
        return results.getFirst();
    }

    Found get(Key key) {
        return get(key.bucket(), key.bytes().toByteArray());
    }

    Found get(String bucket, byte[] bytes) {
        return onPath(path -> {
            Get get = new Get();
            Read read = path.get(bucket, bytes, new Span().set(0, bytes.length), get);
            assertThat(get.values).hasSize(read == Read.FOUND ? 1 : 0);
            assertThat(get.absent).isEqualTo(read == Read.ABSENT);
            return new Found(read, get.values.stream().findFirst());
        });
    }

    private static final class Get implements ShortPath.ReadSink {
        private final List<String> values = new ArrayList<>();
        private boolean absent;

        @Override
        public void found(ItemView item, long epoch) {
            values.add(text(item));
        }

        @Override
        public void absent(long epoch) {
            absent = true;
        }
    }

    private static String text(ItemView item) {
        byte[] value = new byte[item.valueSize()];
        item.copyValue(0, value, 0, value.length);
        return new String(value, StandardCharsets.UTF_8);
    }

    Put put(Key key, String value) {
        byte[] name = key.bytes().toByteArray();
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        byte[] source = new byte[3 + name.length + text.length];
        System.arraycopy(name, 0, source, 1, name.length);
        System.arraycopy(text, 0, source, 2 + name.length, text.length);
        return onPath(path -> {
            Put put = new Put();
            put.write =
                    path.put(
                            key.bucket(),
                            source,
                            new Span().set(1, name.length),
                            new Span().set(2 + name.length, text.length),
                            put);
            return put;
        });
    }
}
