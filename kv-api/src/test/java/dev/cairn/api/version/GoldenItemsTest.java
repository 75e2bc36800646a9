package dev.cairn.api.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.OperationId;
import dev.cairn.api.cluster.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Bytes that were written once and must be read for ever. A new version of the format gets files of
 * its own; these stay. The files are hexadecimal with comments behind {@code #}, and drawn in
 * docs/formats/item.md.
 */
final class GoldenItemsTest {
    private static final ActorId N1 = new ActorId(new NodeId("n1"), 0x1122334455667788L, 3);
    private static final ActorId N2 = new ActorId(new NodeId("n2"), 0x99aabbccddeeff00L, 300);
    private static final long MILLIS = 1_767_225_600_000L;

    private static Version version(Dot dot, CausalContext past, String text) {
        return new Version(
                dot,
                past,
                HybridTimestamp.ofMillis(MILLIS),
                0,
                Bytes.utf8(text),
                false,
                OptionalLong.empty(),
                Optional.empty());
    }

    private static Item oneValue() {
        return Item.EMPTY
                .with(version(new Dot(N1, 1), CausalContext.EMPTY, "old"))
                .with(
                        version(
                                new Dot(N1, 2),
                                CausalContext.of(new Dot(N1, 1), MILLIS / 1000),
                                "hello"));
    }

    private static Item siblings() {
        CausalContext first = oneValue().seen();
        HybridTimestamp later = HybridTimestamp.ofMillis(MILLIS + 1_000).next();
        Version expiring =
                new Version(
                        new Dot(N2, 1),
                        first,
                        later,
                        2,
                        Bytes.utf8("left"),
                        false,
                        OptionalLong.of(MILLIS + 60_000),
                        Optional.of(new OperationId("op-1")));
        Version deleted =
                new Version(
                        new Dot(N1, 4),
                        first,
                        later.next(),
                        2,
                        Bytes.EMPTY,
                        true,
                        OptionalLong.empty(),
                        Optional.empty());
        return oneValue().with(expiring).with(deleted);
    }

    @Test
    void anItemOfOneValue() throws IOException {
        assertGolden("item-1-value", ItemCodec.encode(oneValue()));
        assertThat(ItemCodec.decode(golden("item-1-value").segment())).isEqualTo(oneValue());
    }

    @Test
    void anItemOfAValueThatExpiresAndATombstoneBesideIt() throws IOException {
        assertGolden("item-1-siblings", ItemCodec.encode(siblings()));
        assertThat(ItemCodec.decode(golden("item-1-siblings").segment())).isEqualTo(siblings());
    }

    @Test
    void anItemThatRemembersWritesWithIds() throws IOException {
        Version first =
                new Version(
                        new Dot(N1, 1),
                        CausalContext.EMPTY,
                        HybridTimestamp.ofMillis(MILLIS),
                        0,
                        Bytes.utf8("old"),
                        false,
                        OptionalLong.empty(),
                        Optional.of(new OperationId("op-1")));
        Item item =
                Item.EMPTY
                        .with(first)
                        .with(version(new Dot(N1, 2), first.context(), "hello"))
                        .with(OperationMark.cancelled(new OperationId("op-2").tag(), MILLIS + 5));
        assertGolden("item-2-marks", ItemCodec.encode(item));
        assertThat(ItemCodec.decode(golden("item-2-marks").segment())).isEqualTo(item);
    }

    @Test
    void aContextToken() throws IOException {
        assertGolden("context-1", ItemCodec.token(siblings().seen()).token());
        assertThat(ItemCodec.seen(new Context(golden("context-1")))).isEqualTo(siblings().seen());
    }

    private static void assertGolden(String name, Bytes actual) throws IOException {
        assertThat(HexFormat.of().formatHex(actual.toByteArray()))
                .isEqualTo(HexFormat.of().formatHex(golden(name).toByteArray()));
    }

    private static Bytes golden(String name) throws IOException {
        try (InputStream file =
                GoldenItemsTest.class.getResourceAsStream("/golden/" + name + ".hex")) {
            assertThat(file).as("golden file %s", name).isNotNull();
            StringBuilder digits = new StringBuilder();
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                digits.append(line.replaceFirst("#.*", "").replaceAll("\\s", ""));
            }
            return Bytes.wrap(HexFormat.of().parseHex(digits));
        }
    }
}
