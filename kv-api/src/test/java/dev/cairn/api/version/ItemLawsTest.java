package dev.cairn.api.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.ForSeeds;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The laws that replication, hints, repair and transfer stand on, over random histories. */
final class ItemLawsTest {
    private static final int CASES = 300;

    @Test
    void itemsDoWhatSetsOfDotsDo() {
        ForSeeds.check(CASES, random -> Replicas.random(random).checkAgainstModel());
    }

    @Test
    void aContextCoversAnotherWhenItHoldsEachOfItsDots() {
        ForSeeds.check(CASES, random -> Replicas.random(random).checkCovering());
    }

    @Test
    void joiningIsCommutative() {
        forPairs((left, right) -> assertSame(left.join(right), right.join(left)));
    }

    @Test
    void joiningIsIdempotent() {
        forPairs((left, right) -> {
            assertSame(left.join(left), left);
            assertSame(left.join(right).join(right), left.join(right));
            assertSame(left.join(right).join(left), left.join(right));
        });
    }

    @Test
    void whatFollowsByItsBytesIsWhatTheJoinMakes() {
        AtomicInteger followed = new AtomicInteger();
        forPairs((left, right) -> {
            MemorySegment earlier = ItemCodec.encode(left).segment();
            MemorySegment later = ItemCodec.encode(right).segment();
            if (earlier.byteSize() > 0 && ItemCodec.follows(later, earlier)) {
                followed.incrementAndGet();
                assertSame(left.join(right).once(), right);
            }
        });
        assertThat(followed).hasValueGreaterThan(50);
    }

    @Test
    void aWriteOnTopOfOneVersionOrNoneFollowsIt() {
        ActorId writer = Replicas.actor(1, 0);
        ForSeeds.check(
                CASES,
                random -> {
                    Item before = any(Replicas.random(random).items(), random);
                    Dot dot = new Dot(writer, before.seen().max(writer) + 1);
                    Item after = before.with(Versions.value(dot, before.seen(), "v"));
                    boolean usual =
                            before.versions().size() <= 1
                                    && Marks.known(before).isEmpty()
                                    && after.seen().entries().stream()
                                            .allMatch(entry -> entry.detached().length == 0);
                    assertThat(
                                    ItemCodec.follows(
                                            ItemCodec.encode(after).segment(),
                                            ItemCodec.encode(before).segment()))
                            .isEqualTo(usual);
                });
    }

    @Test
    void joiningIsAssociative() {
        ForSeeds.check(
                CASES,
                random -> {
                    List<Item> items = Replicas.random(random).items();
                    for (int i = 0; i < 10; i++) {
                        Item a = any(items, random);
                        Item b = any(items, random);
                        Item c = any(items, random);
                        assertSame(a.join(b).join(c), a.join(b.join(c)));
                    }
                });
    }

    @Test
    void joiningLosesNothingThatIsNotSuperseded() {
        forPairs((left, right) -> {
            Item joined = left.join(right);
            for (Version version : left.versions()) {
                boolean superseded =
                        right.seen().contains(version.dot())
                                && right.version(version.dot()).isEmpty();
                assertThat(joined.version(version.dot()).isPresent()).isEqualTo(!superseded);
            }
            assertThat(joined.seen().covers(left.seen())).isTrue();
            assertThat(joined.seen().covers(right.seen())).isTrue();
        });
    }

    @Test
    void joiningContextsIsCommutativeAssociativeAndIdempotent() {
        ForSeeds.check(
                CASES,
                random -> {
                    List<CausalContext> contexts = Replicas.random(random).contexts();
                    for (int i = 0; i < 20; i++) {
                        CausalContext a = any(contexts, random);
                        CausalContext b = any(contexts, random);
                        CausalContext c = any(contexts, random);
                        assertThat(a.join(b)).isEqualTo(b.join(a));
                        assertThat(a.join(b).join(c)).isEqualTo(a.join(b.join(c)));
                        assertThat(a.join(a)).isEqualTo(a);
                        assertThat(a.join(b).covers(a)).isTrue();
                    }
                });
    }

    @Test
    void aWriteReplacesExactlyWhatItsWriterHadSeen() {
        ForSeeds.check(
                CASES,
                random -> {
                    Replicas replicas = Replicas.random(random);
                    Item item = any(replicas.items(), random);
                    CausalContext past = any(replicas.contexts(), random);
                    ActorId actor = Replicas.actor(9, 0);
                    Version written = Versions.value(new Dot(actor, 1), past, "new");
                    Item after = item.with(written);
                    for (Version old : item.versions()) {
                        assertThat(after.version(old.dot()).isPresent())
                                .isEqualTo(!past.contains(old.dot()));
                    }
                    assertThat(after.version(written.dot())).contains(written);
                    assertThat(after.seen()).isEqualTo(item.seen().join(written.context()));
                });
    }

    private interface PairProperty {
        void check(Item left, Item right);
    }

    private static void forPairs(PairProperty property) {
        ForSeeds.check(
                CASES,
                random -> {
                    List<Item> items = Replicas.random(random).items();
                    for (Item left : items) {
                        for (Item right : items) {
                            property.check(left, right);
                        }
                    }
                });
    }

    private static <T> T any(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }

    private static void assertSame(Item actual, Item expected) {
        assertThat(actual).isEqualTo(expected);
        assertThat(ItemCodec.encode(actual)).isEqualTo(ItemCodec.encode(expected));
    }
}
