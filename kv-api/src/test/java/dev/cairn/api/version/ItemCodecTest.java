package dev.cairn.api.version;

import static dev.cairn.api.version.Replicas.actor;
import static dev.cairn.api.version.Versions.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.ForSeeds;
import dev.cairn.api.KvException;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ItemCodecTest {
    private static final int CASES = 300;

    @Test
    void anItemSurvivesTheRoundTrip() {
        ForSeeds.check(
                CASES,
                random -> {
                    for (Item item : Replicas.random(random).items()) {
                        assertThat(ItemCodec.decode(ItemCodec.encode(item).segment()))
                                .isEqualTo(item);
                    }
                });
    }

    @Test
    void equalItemsAreEqualBytesAndOthersAreNot() {
        ForSeeds.check(
                CASES,
                random -> {
                    List<Item> items = Replicas.random(random).items();
                    for (Item left : items) {
                        for (Item right : items) {
                            assertThat(ItemCodec.encode(left).equals(ItemCodec.encode(right)))
                                    .isEqualTo(left.equals(right));
                        }
                    }
                });
    }

    @Test
    void aTokenSurvivesTheRoundTripAlsoAsText() {
        ForSeeds.check(
                CASES,
                random -> {
                    for (CausalContext seen : Replicas.random(random).contexts()) {
                        Context token = ItemCodec.token(seen);
                        assertThat(ItemCodec.seen(token)).isEqualTo(seen);
                        assertThat(Context.parse(token.toString())).isEqualTo(token);
                    }
                });
    }

    @Test
    void everyTruncationIsMalformed() {
        ForSeeds.check(
                100,
                random -> {
                    for (Item item : Replicas.random(random).items()) {
                        byte[] whole = ItemCodec.encode(item).toByteArray();
                        for (int length = 0; length < whole.length; length++) {
                            assertMalformed(Arrays.copyOf(whole, length));
                        }
                        assertMalformed(Arrays.copyOf(whole, whole.length + 1));
                    }
                });
    }

    @Test
    void damagedBytesAreMalformedOrTheOneEncodingOfSomethingElse() {
        ForSeeds.check(
                1_000,
                random -> {
                    List<Item> items = Replicas.random(random).items();
                    for (int i = 0; i < 20; i++) {
                        byte[] damaged =
                                damage(
                                        ItemCodec.encode(items.get(random.nextInt(items.size()))),
                                        random);
                        try {
                            Item item = ItemCodec.decode(Bytes.copyOf(damaged).segment());
                            assertThat(ItemCodec.encode(item)).isEqualTo(Bytes.copyOf(damaged));
                        } catch (MalformedException expected) {
                            assertThat(expected).hasMessageNotContaining("null");
                        }
                    }
                });
    }

    @Test
    void damagedTokensAreBadRequestsOrOtherTokens() {
        ForSeeds.check(
                1_000,
                random -> {
                    List<CausalContext> contexts = Replicas.random(random).contexts();
                    CausalContext seen = contexts.get(random.nextInt(contexts.size()));
                    Bytes damaged = Bytes.copyOf(damage(ItemCodec.token(seen).token(), random));
                    try {
                        assertThat(ItemCodec.token(ItemCodec.seen(new Context(damaged))).token())
                                .isEqualTo(damaged);
                    } catch (KvException refused) {
                        assertThat(refused.error().code()).isEqualTo(ErrorCode.BAD_REQUEST);
                    }
                });
    }

    private static byte[] damage(Bytes whole, RandomGenerator random) {
        List<Byte> bytes = new ArrayList<>();
        for (byte each : whole.toByteArray()) {
            bytes.add(each);
        }
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(5)) {
                case 0 -> bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
                case 1 -> bytes.set(at, (byte) random.nextInt());
                case 2 -> bytes.add(at, (byte) random.nextInt());
                case 3 -> bytes.add(at, bytes.get(random.nextInt(bytes.size())));
                default -> {
                    if (bytes.size() > 1) {
                        bytes.remove(at);
                    }
                }
            }
        }
        byte[] damaged = new byte[bytes.size()];
        for (int i = 0; i < damaged.length; i++) {
            damaged[i] = bytes.get(i);
        }
        return damaged;
    }

    private static void assertMalformed(byte[] bytes) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> ItemCodec.decode(Bytes.copyOf(bytes).segment()));
    }

    private static WireWriter header(int actors) {
        return new WireWriter(64).u8(ItemCodec.FORMAT).varint(actors);
    }

    private static WireWriter actorNamed(WireWriter writer, String name) {
        return writer.text(name).i64(1).varint(0);
    }

    @Test
    void aBadNodeNameIsMalformed() {
        assertMalformed(
                actorNamed(header(1), "Not A Node")
                        .varint(1)
                        .varint(0)
                        .i32(0)
                        .varint(0)
                        .toByteArray());
        assertMalformed(
                actorNamed(header(1), "").varint(1).varint(0).i32(0).varint(0).toByteArray());
    }

    @Test
    void anotherFormatIsMalformed() {
        assertMalformed(new byte[] {0, 0, 0});
        assertMalformed(new byte[] {2, 0, 0});
        assertThat(ItemCodec.decode(Bytes.copyOf(new byte[] {1, 0, 0}).segment()))
                .isEqualTo(Item.EMPTY);
    }

    @Test
    @Timeout(5)
    void countsThatTheInputCannotHoldAreMalformedAtOnce() {
        assertMalformed(header(4_096).toByteArray());
        assertMalformed(header(4_097).toByteArray());
        assertMalformed(header(0).varint(4_096).toByteArray());
        assertMalformed(actorNamed(header(1), "n1").varint(0).varint(1 << 16).toByteArray());
        assertMalformed(
                actorNamed(header(1), "n1").varint(1).varint(0).i32(0).varint(4_096).toByteArray());
        WireWriter hugeValue = actorNamed(header(1), "n1").varint(1).varint(0).i32(0).varint(1);
        hugeValue.u8(8).varint(0).varint(1).i64(0).varint(0).varint(Integer.MAX_VALUE);
        assertMalformed(hugeValue.toByteArray());
    }

    @Test
    void countersOutOfRangeAreMalformed() {
        for (long counter : new long[] {-1, Dot.MAX_COUNTER + 1, Long.MAX_VALUE}) {
            assertMalformed(
                    actorNamed(header(1), "n1")
                            .varint(counter)
                            .varint(0)
                            .i32(0)
                            .varint(0)
                            .toByteArray());
            assertMalformed(
                    actorNamed(header(1), "n1")
                            .varint(1)
                            .varint(1)
                            .varint(counter)
                            .i32(0)
                            .varint(0)
                            .toByteArray());
        }
    }

    @Test
    void aPastThatTheItemHasNotSeenIsMalformedAndNotWritten() {
        ActorId n1 = actor(1, 0);
        ActorId n2 = actor(2, 0);
        Version version = value(new Dot(n1, 1), CausalContext.of(new Dot(n2, 1), 5), "a");
        Item unseen = new Item(CausalContext.of(new Dot(n1, 1), 5), List.of(version));
        assertThatIllegalArgumentException().isThrownBy(() -> ItemCodec.encode(unseen));
    }

    @Test
    void theUsualPastTakesNoRoom() {
        Item first = Item.EMPTY.with(value(new Dot(actor(1, 0), 1), CausalContext.EMPTY, "a"));
        Item after = first;
        for (int i = 2; i < 10; i++) {
            after = after.with(value(new Dot(actor(i, 0), 1), after.seen(), "a"));
        }
        int actorBytes = 1 + 2 + 8 + 1 + 1 + 1 + 4;
        assertThat(ItemCodec.encode(after).size())
                .isEqualTo(ItemCodec.encode(first).size() + 8 * actorBytes);
    }

    @Test
    void anItemOfMoreActorsThanCanBeReadIsNotWritten() {
        List<CausalEntry> entries = new ArrayList<>();
        for (int epoch = 0; epoch <= ContextCodec.MAX_ACTORS; epoch++) {
            entries.add(new CausalEntry(actor(1, epoch), 1, CausalEntry.NONE, 0));
        }
        CausalContext tooMany = CausalContext.ofEntries(entries);
        assertThatIllegalArgumentException().isThrownBy(() -> ItemCodec.token(tooMany));
    }
}
