package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.testkit.check.Seeded;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;

/** The store against a sorted map, at random, with every strategy, codec and kind of read. */
final class LsmModelTest {
    private static void live(RandomStore random, RandomGenerator generator, int lives, int steps) {
        for (int life = 0; life < lives; life++) {
            for (int i = generator.nextInt(steps); i > 0; i--) {
                random.step();
            }
            random.checkAll();
            random.checkCheckpoint("checkpoint" + life);
            switch (generator.nextInt(3)) {
                case 0 -> random.goOn(random.disk().afterProcessDeath());
                case 1 -> random.reopen();
                default -> {}
            }
            random.checkAll();
        }
        random.close();
    }

    @Seeded(cases = 6)
    void aStoreHoldsWhatASortedMapHolds(RandomGenerator generator) {
        live(new RandomStore(generator), generator, 4, 150);
    }

    @Tag("long")
    @Seeded(cases = 1_000)
    void aStoreHoldsWhatASortedMapHoldsForManySeeds(RandomGenerator generator) {
        live(new RandomStore(generator), generator, 5, 300);
    }

    @Seeded(cases = 1)
    void aSnapshotIsClosedWithTheStore(RandomGenerator generator) {
        RandomStore random = new RandomStore(generator);
        random.store().apply(new WriteBatch().put(key().segment(), key().segment()));
        Snapshot snapshot = random.store().snapshot();
        assertThat(snapshot.get(key())).contains(key());
        random.close();
        assertThatThrownBy(() -> snapshot.get(key()))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        told -> assertThat(told.kind()).isEqualTo(StorageException.Kind.CLOSED));
        snapshot.close();
        random.work();
    }

    @Seeded(cases = 10)
    void aScrubFindsAnyBitFlippedInATable(RandomGenerator generator) {
        RandomStore random = new RandomStore(generator);
        for (int i = 0; i < 20; i++) {
            random.write();
        }
        random.store().flush();
        random.work();
        List<String> tables =
                random.disk().list().stream().filter(name -> name.endsWith(".table")).toList();
        String name = tables.get(generator.nextInt(tables.size()));
        int at = generator.nextInt(random.disk().size(name));
        random.disk().flipBit(name, at, generator.nextInt(8));
        assertThat(random.store().scrub())
                .as("byte %d of %s", at, name)
                .isNotEmpty()
                .allSatisfy(found -> {
                    assertThat(found.file()).isEqualTo(name);
                    assertThat(found.offset()).isBetween(0L, (long) at);
                });
        random.close();
    }

    private static Bytes key() {
        return Bytes.utf8("key");
    }
}
