package dev.cairn.lsm.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.testkit.check.Seeded;
import java.lang.foreign.MemorySegment;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

final class BlockTest {
    /** Of few letters, zero among them, so that many begin alike and some are others with zeros. */
    private static Bytes key(RandomGenerator random, int alike) {
        byte[] key = new byte[1 + random.nextInt(14)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i < alike && random.nextInt(40) > 0 ? 7 : random.nextInt(4) - 1);
        }
        return Bytes.wrap(key);
    }

    @Seeded(cases = 20)
    void aBlockSearchedByHeadsSaysWhatOneSearchedByKeysSays(RandomGenerator random) {
        int alike = random.nextInt(10);
        TreeSet<Bytes> keys = new TreeSet<>();
        int count = 17 + random.nextInt(300);
        for (int i = 0; i < count; i++) {
            keys.add(key(random, alike));
        }
        BlockBuilder builder = new BlockBuilder();
        keys.forEach(key -> builder.add(EntryKind.PUT, key.segment(), key.segment()));
        int size = builder.size();
        MemorySegment payload = MemorySegment.ofArray(builder.finish(0)).asSlice(0, size);
        Block plain = new Block(payload, 3);
        Block quick = new Block(payload, 3, true);
        for (Bytes key : keys) {
            assertThat(Bytes.copyOf(quick.find(key.segment()).value())).isEqualTo(key);
        }
        for (int i = 0; i < 500; i++) {
            Bytes key = key(random, alike);
            assertThat(quick.seekRestart(key.segment()))
                    .isEqualTo(plain.seekRestart(key.segment()));
            assertThat(quick.find(key.segment()).kind())
                    .isEqualTo(keys.contains(key) ? EntryKind.PUT : EntryKind.NONE);
        }
    }
}
