package dev.cairn.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.version.Version;
import dev.cairn.testkit.check.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link ConflictResolver}, rule by rule, over random histories of a key at four
 * replicas.
 *
 * <pre>{@code
 * final class MyResolverTest extends ConflictResolverContract {
 *     @Override
 *     protected ConflictResolver open() {
 *         return new MyResolverProvider().open(MyConfig.DEFAULT);
 *     }
 * }
 * }</pre>
 */
public abstract class ConflictResolverContract {
    private static final int REPLICAS = 4;
    private static final int STEPS = 25;

    /** For subclasses. */
    protected ConflictResolverContract() {}

    /** The resolver under test. */
    protected abstract ConflictResolver open();

    /**
     * A value that clients of such a bucket write, made from arbitrary bytes that differ from write
     * to write.
     */
    protected Bytes value(Bytes arbitrary) {
        return arbitrary;
    }

    private List<Item> replicas(RandomGenerator random) {
        ConflictResolver resolver = open();
        return new RandomHistory(random, REPLICAS, resolver::collapse).run(STEPS, this::value);
    }

    private Item merged(Item left, Item right) {
        return open().collapse(left.join(right));
    }

    @Seeded(cases = 100)
    void rule1_collapseKeepsWhatWasSeen(RandomGenerator random) {
        List<Item> uncollapsed =
                new RandomHistory(random, REPLICAS, item -> item).run(STEPS, this::value);
        for (Item item : uncollapsed) {
            Item collapsed = open().collapse(item);
            assertThat(collapsed.seen()).isEqualTo(item.seen());
            for (Version version : collapsed.versions()) {
                assertThat(item.seen().contains(version.dot()))
                        .as("a version with a dot that was never seen")
                        .isTrue();
            }
            if (!item.versions().isEmpty()) {
                assertThat(collapsed.versions())
                        .as("versions left of %d", item.versions().size())
                        .isNotEmpty();
            }
        }
    }

    @Seeded(cases = 100)
    void rule1_collapseIsAPureFunction(RandomGenerator random) {
        for (Item item : replicas(random)) {
            Bytes before = ItemCodec.encode(item);
            assertSame(open().collapse(item), open().collapse(ItemCodec.decode(before.segment())));
            assertThat(ItemCodec.encode(item)).as("the item it was given").isEqualTo(before);
        }
    }

    @Seeded(cases = 200)
    void rule2_mergingIsCommutativeAssociativeAndIdempotent(RandomGenerator random) {
        List<Item> items = replicas(random);
        for (Item a : items) {
            assertSame(merged(a, a), a);
            for (Item b : items) {
                assertSame(merged(a, b), merged(b, a));
                assertSame(merged(merged(a, b), b), merged(a, b));
                for (Item c : items) {
                    assertSame(merged(merged(a, b), c), merged(a, merged(b, c)));
                }
            }
        }
    }

    @Seeded(cases = 50)
    void rule2_replicasThatHaveExchangedEverythingHoldTheSame(RandomGenerator random) {
        List<Item> items = replicas(random);
        List<Item> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, Random.from(random));
        assertSame(
                items.stream().reduce(Item.EMPTY, this::merged),
                shuffled.stream().reduce(Item.EMPTY, this::merged));
    }

    @Test
    void rule3_nothingIsRefused() {
        assertSame(open().collapse(Item.EMPTY), Item.EMPTY);
        assertThat(open().resolve(List.of())).isEmpty();
    }

    @Seeded(cases = 100)
    void rule4_resolveDoesNotDependOnTheOrder(RandomGenerator random) {
        List<Item> items = new ArrayList<>(replicas(random));
        items.addAll(new RandomHistory(random, REPLICAS, item -> item).run(STEPS, this::value));
        for (Item item : items) {
            List<Version> live = item.live(0);
            List<Version> shuffled = new ArrayList<>(live);
            Collections.shuffle(shuffled, Random.from(random));
            List<Version> shown = open().resolve(live);
            assertThat(open().resolve(shuffled)).isEqualTo(shown);
            assertThat(shown).isSortedAccordingTo(Comparator.comparing(Version::dot));
            if (!live.isEmpty()) {
                assertThat(shown).as("what a reader sees of %d values", live.size()).isNotEmpty();
            }
        }
    }

    @Seeded(cases = 5)
    void rule5_oneResolverServesManyThreadsAndKeysWithoutMixingThem(RandomGenerator random)
            throws InterruptedException {
        ConflictResolver shared = open();
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            items.addAll(new RandomHistory(random, REPLICAS, item -> item).run(STEPS, this::value));
        }
        List<Bytes> expected =
                items.stream().map(item -> ItemCodec.encode(open().collapse(item))).toList();
        Crew crew = new Crew();
        for (int thread = 0; thread < 4; thread++) {
            crew.start(() -> {
                for (int i = 0; i < items.size(); i++) {
                    assertThat(ItemCodec.encode(shared.collapse(items.get(i))))
                            .isEqualTo(expected.get(i));
                }
            });
        }
        crew.await();
    }

    @Seeded(cases = 50)
    void rule6_oneThatKeepsOneChangesNothingOfIt(RandomGenerator random) {
        if (!open().keepsOne()) {
            return;
        }
        for (Item item : replicas(random)) {
            if (item.versions().size() == 1) {
                assertSame(open().collapse(item), item);
                for (long now : List.of(0L, Long.MAX_VALUE)) {
                    assertThat(open().read(item, now)).isEqualTo(item.live(now));
                }
            }
        }
    }

    /** Equal to the last byte, since replicas compare items by hash. */
    private static void assertSame(Item actual, Item expected) {
        assertThat(actual).isEqualTo(expected);
        assertThat(ItemCodec.encode(actual)).isEqualTo(ItemCodec.encode(expected));
    }
}
