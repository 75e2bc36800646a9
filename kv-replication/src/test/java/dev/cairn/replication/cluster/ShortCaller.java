package dev.cairn.replication.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.ShortPath;
import dev.cairn.api.ShortPath.Read;
import dev.cairn.api.ShortPath.Span;
import dev.cairn.api.ShortPath.Write;
import dev.cairn.api.version.ItemView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A caller on one of a node's lanes who takes the short path. */
final class ShortCaller {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestCluster cluster;
    private final int node;

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

        Write write() {
            return write;
        }

        /** {@code stored}, or the error's code; nothing yet when empty. */
        List<String> told() {
            return told;
        }

        @Override
        public void stored() {
            assertThat(write).as("told later").isEqualTo(Write.WAITS);
            told.add("stored");
        }

        @Override
        public void failed(KvError error) {
            assertThat(write).as("told later").isEqualTo(Write.WAITS);
            told.add(error.code() + ": " + error.detail());
        }
    }

    private <T> T onPath(Function<ShortPath, T> call) {
        List<T> results = new ArrayList<>();
        cluster.node(node)
                .onLane(replication ->
                        results.add(call.apply(replication.keyValues().shortPath())));
        assertThat(cluster.world().time().runUntil(() -> !results.isEmpty(), PATIENCE)).isTrue();
        return results.getFirst();
    }

    Found get(Key key) {
        return get(key.bucket(), key.bytes().toByteArray());
    }

    Found get(String bucket, byte[] bytes) {
        return onPath(path -> {
            List<String> values = new ArrayList<>();
            Read read =
                    path.get(
                            bucket,
                            bytes,
                            new Span().set(0, bytes.length),
                            (item, epoch) -> values.add(text(item)));
            assertThat(values).hasSize(read == Read.FOUND ? 1 : 0);
            return new Found(read, values.stream().findFirst());
        });
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
