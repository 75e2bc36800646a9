package dev.cairn.server.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostAndFoundTest {
    private static final Dot FIRST = new Dot(new ActorId(new NodeId("n1"), 1, 1), 1);
    private static final Dot SECOND = new Dot(new ActorId(new NodeId("n2"), 2, 1), 1);
    private static final long NOW = 1_000;

    @TempDir Path folder;

    private static Version version(Dot dot, String value, OptionalLong expires) {
        return new Version(
                dot,
                CausalContext.EMPTY,
                new HybridTimestamp(1),
                0,
                Bytes.utf8(value),
                false,
                expires,
                Optional.empty());
    }

    private static Item siblings() {
        return Item.EMPTY
                .with(version(FIRST, "one", OptionalLong.empty()))
                .with(version(SECOND, "two", OptionalLong.empty()));
    }

    @Test
    void whatTheClusterHasSeenIsNotFoundWhateverBecameOfIt() {
        CausalContext both = CausalContext.EMPTY.with(FIRST, 0).with(SECOND, 0);
        assertThat(LostAndFound.lacking(siblings(), both, NOW)).isEmpty();
    }

    @Test
    void aSiblingThatItHasNotSeenIs() {
        CausalContext first = CausalContext.EMPTY.with(FIRST, 0);
        assertThat(LostAndFound.lacking(siblings(), first, NOW)).containsExactly(Bytes.utf8("two"));
    }

    @Test
    void whatHasExpiredIsNot() {
        Item item = Item.EMPTY.with(version(FIRST, "one", OptionalLong.of(NOW - 1)));
        assertThat(LostAndFound.lacking(item, CausalContext.EMPTY, NOW)).isEmpty();
    }

    @Test
    void eachBucketHasAFileThatALoadReads() throws IOException {
        Key plain = new Key("default", Bytes.utf8("ä"));
        Key other = new Key("redis:1", Bytes.wrap(new byte[] {(byte) 0xff}));
        try (LostAndFound found = new LostAndFound(folder.resolve("lost+found"))) {
            found.add(plain, List.of(Bytes.utf8("v")));
            found.add(other, List.of(Bytes.utf8("w"), Bytes.utf8("x")));
            found.add(other, List.of());
            assertThat(found.tallies())
                    .extracting(LostAndFound.Tally::bucket, LostAndFound.Tally::values)
                    .containsExactly(tuple("default", 1L), tuple("redis:1", 2L));
        }
        assertThat(records("default.jsonl"))
                .containsExactly(new LoadRecord(1, plain.bytes(), Bytes.utf8("v")));
        assertThat(records("redis%3A1.jsonl"))
                .extracting(LoadRecord::key)
                .containsOnly(other.bytes());
    }

    private List<LoadRecord> records(String file) throws IOException {
        return Files.readAllLines(folder.resolve("lost+found").resolve(file)).stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .map(line -> Format.JSONL.parse(1, line, line.length))
                .toList();
    }

    @Test
    void nothingFoundLeavesNoFolder() throws IOException {
        try (LostAndFound found = new LostAndFound(folder.resolve("lost+found"))) {
            found.add(new Key("default", Bytes.utf8("k")), List.of());
        }
        assertThat(folder.resolve("lost+found")).doesNotExist();
    }
}
