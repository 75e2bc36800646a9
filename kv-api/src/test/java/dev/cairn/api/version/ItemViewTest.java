package dev.cairn.api.version;

import static dev.cairn.api.version.Replicas.START_MILLIS;
import static dev.cairn.api.version.Replicas.actor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.ForSeeds;
import dev.cairn.api.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ItemViewTest {
    private static final int CASES = 200;

    private final ItemView view = new ItemView();

    private static boolean isUsual(Item item) {
        return item.versions().size() == 1
                && item.marks().isEmpty()
                && item.versions().getFirst().operation().isEmpty()
                && isPastTheRest(item, item.versions().getFirst());
    }

    private static boolean isPastTheRest(Item item, Version version) {
        int own = item.seen().indexOf(version.dot().actor());
        CausalEntry entry = item.seen().entries().get(own);
        boolean last = entry.base() == version.dot().counter() && entry.detached().length == 0;
        CausalContext more = version.past().with(version.dot(), entry.lastSeconds());
        return last && more.equals(item.seen());
    }

    @Test
    void whatIsUsualIsSeenAsItIsAndNothingElseIs() {
        ForSeeds.check(
                CASES,
                random -> {
                    for (Item item : Replicas.random(random).items()) {
                        Bytes encoded = ItemCodec.encode(item);
                        boolean seen = view.look(encoded.segment());
                        assertThat(seen).as("%s", item).isEqualTo(isUsual(item));
                        if (seen) {
                            assertSeen(item);
                        }
                    }
                });
    }

    /** What is shown of a foreign item is the same, and nothing follows from it here. */
    @Test
    void aForeignItemIsSeenAsItIs() {
        ForSeeds.check(
                CASES,
                random -> {
                    for (Item item : Replicas.random(random).items()) {
                        MemorySegment stored =
                                Origin.stored(ItemCodec.encode(item).segment(), true);
                        boolean seen = view.look(stored);
                        assertThat(seen).as("%s", item).isEqualTo(isUsual(item));
                        if (seen) {
                            assertSeen(item);
                            assertThat(view.isForeign()).isTrue();
                            WireWriter token = new WireWriter(16);
                            view.writeToken(token);
                            assertThat(token.toBytes())
                                    .isEqualTo(ItemCodec.token(item.seen()).token());
                            ActorId own = item.versions().getFirst().dot().actor();
                            assertThat(new NextItem(own.node(), own.storage()).begin(view))
                                    .isFalse();
                        }
                    }
                });
    }

    private void assertSeen(Item item) {
        Version version = item.versions().getFirst();
        byte[] value = new byte[view.valueSize() + 2];
        view.copyValue(0, value, 1, view.valueSize());
        assertThat(Arrays.copyOfRange(value, 1, value.length - 1))
                .isEqualTo(version.value().toByteArray());
        byte[] token = new byte[view.tokenSize()];
        view.copyToken(token, 0);
        assertThat(Bytes.wrap(token)).isEqualTo(ItemCodec.token(item.seen()).token());
        assertThat(view.timestamp()).isEqualTo(version.timestamp());
        assertThat(view.actors()).isEqualTo(item.seen().size());
        WireWriter clock = new WireWriter(16);
        view.writeClock(clock);
        assertClock(clock, version.clock());
        assertThat(view.isTombstone()).isEqualTo(version.tombstone());
        assertThat(view.expires()).isEqualTo(version.expiresMillis().isPresent());
        for (long now : List.of(0L, START_MILLIS, START_MILLIS + 500, Long.MAX_VALUE)) {
            assertThat(view.isLive(now)).isEqualTo(version.live(now));
        }
    }

    @Test
    void noBytesAreTakenForMoreThanThereAre() {
        ForSeeds.check(
                CASES,
                random -> {
                    for (Item item : Replicas.random(random).items()) {
                        byte[] whole = ItemCodec.encode(item).toByteArray();
                        byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
                        assertThat(view.look(MemorySegment.ofArray(cut)))
                                .isEqualTo(cut.length == whole.length && isUsual(item));
                        whole[random.nextInt(whole.length)] = (byte) random.nextInt(256);
                        if (view.look(MemorySegment.ofArray(whole))) {
                            byte[] value = new byte[view.valueSize()];
                            view.copyValue(0, value, 0, value.length);
                        }
                    }
                });
    }

    /** The bytes of what follows are those that decoding, adding a version and encoding give. */
    @Test
    void theNextItemIsTheItemWithTheNextVersion() {
        int[] written = new int[1];
        ForSeeds.check(
                CASES,
                random -> {
                    for (Item item : Replicas.random(random).items()) {
                        written[0] += replace(item, random) ? 1 : 0;
                    }
                });
        assertThat(written[0]).isGreaterThan(CASES / 10);
    }

    private boolean replace(Item item, RandomGenerator random) {
        ActorId any = actor(1 + random.nextInt(5), 0);
        ActorId own =
                item.seen()
                        .lastActor(
                                actor ->
                                        actor.node().equals(any.node())
                                                && actor.storage() == any.storage(),
                                any);
        NextItem next = new NextItem(any.node(), any.storage());
        boolean usual = view.look(ItemCodec.encode(item).segment());
        boolean known = usual && item.seen().indexOf(own) >= 0;
        boolean whole =
                known && item.seen().entries().get(item.seen().indexOf(own)).detached().length == 0;
        assertThat(usual && next.begin(view)).isEqualTo(whole);
        if (!whole) {
            return false;
        }
        assertThat(next.epoch()).isEqualTo(own.epoch());
        Version version = version(random, new Dot(own, item.seen().max(own) + 1), item);
        assertNext(next, item, version);
        return true;
    }

    private static void assertNext(NextItem next, Item before, Version version) {
        byte[] value = version.value().toByteArray();
        long expires = version.expiresMillis().orElse(-1);
        next.write(version.timestamp(), version.round(), expires, value, 0, value.length);
        assertThat(Bytes.wrap(Arrays.copyOf(next.buffer(), next.size())))
                .isEqualTo(ItemCodec.encode(before.with(version)));
        WireWriter token = new WireWriter(16);
        next.writeToken(token);
        assertThat(token.toBytes())
                .isEqualTo(
                        ItemCodec.token(
                                        CausalContext.of(
                                                version.dot(), version.timestamp().millis() / 1000))
                                .token());
        WireWriter clock = new WireWriter(16);
        next.writeClock(clock);
        assertClock(clock, version.clock());
        assertThat(next.counter()).isEqualTo(version.dot().counter());
        assertThat(next.round()).isEqualTo(version.round());
        assertThat(next.timestamp()).isEqualTo(version.timestamp());
    }

    private static void assertClock(WireWriter written, VectorClock expected) {
        WireWriter clock = new WireWriter(16).varint(expected.counters().size());
        expected.counters().forEach((name, counter) -> clock.text(name).varint(counter));
        assertThat(written.toBytes()).isEqualTo(clock.toBytes());
    }

    /** So are those of what is written where nothing was. */
    @Test
    void theFirstItemIsNothingWithAVersion() {
        ForSeeds.check(
                CASES,
                random -> {
                    ActorId own = actor(1 + random.nextInt(5), random.nextInt(1_000));
                    NextItem next = new NextItem(own.node(), own.storage());
                    next.begin(own.epoch());
                    assertThat(next.epoch()).isEqualTo(own.epoch());
                    assertNext(next, Item.EMPTY, version(random, new Dot(own, 1), Item.EMPTY));
                });
    }

    private static Version version(RandomGenerator random, Dot dot, Item replaced) {
        byte[] value = new byte[random.nextInt(200)];
        random.nextBytes(value);
        return new Version(
                dot,
                replaced.seen(),
                HybridTimestamp.ofMillis(START_MILLIS + 1_000_000 + random.nextInt(1_000)),
                random.nextInt(300),
                Bytes.copyOf(value),
                false,
                random.nextBoolean()
                        ? OptionalLong.of(START_MILLIS + random.nextInt(1_000))
                        : OptionalLong.empty(),
                Optional.empty());
    }

    @Test
    void otherBytesAreLeft() {
        assertThat(view.look(MemorySegment.NULL)).isFalse();
        assertThat(view.look(MemorySegment.ofArray(new byte[] {(byte) 0x81, 0, 0}))).isFalse();
    }
}
