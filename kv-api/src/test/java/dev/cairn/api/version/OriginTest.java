package dev.cairn.api.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.ForSeeds;
import dev.cairn.api.wire.MalformedException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class OriginTest {
    private static final int CASES = 100;

    @Test
    void aForeignItemIsTheSameItemAndIsToldFromOthers() {
        ForSeeds.check(
                CASES,
                random -> {
                    for (Item item : Replicas.random(random).items()) {
                        MemorySegment encoded = ItemCodec.encode(item).segment();
                        MemorySegment foreign = Origin.stored(encoded, true);
                        assertThat(Origin.isForeign(foreign)).isTrue();
                        assertThat(Origin.isForeign(encoded)).isFalse();
                        assertThat(Origin.plain(foreign)).isEqualTo(ItemCodec.encode(item));
                        assertThat(Origin.plain(encoded)).isEqualTo(ItemCodec.encode(item));
                        assertThat(ItemCodec.decodeStored(foreign)).isEqualTo(item);
                        assertThat(ItemCodec.decodeStored(encoded)).isEqualTo(item);
                        assertThat(Origin.isSame(foreign, encoded)).isTrue();
                        assertThat(Origin.isSame(encoded, encoded)).isTrue();
                    }
                });
    }

    @Test
    void whatFollowsFromAnItemFollowsFromItForeign() {
        ForSeeds.check(
                CASES,
                random -> {
                    Replicas replicas = Replicas.random(random);
                    for (Item earlier : replicas.items()) {
                        for (Item later : replicas.items()) {
                            MemorySegment before = ItemCodec.encode(earlier).segment();
                            MemorySegment after = ItemCodec.encode(later).segment();
                            assertThat(ItemCodec.follows(after, Origin.stored(before, true)))
                                    .isEqualTo(ItemCodec.follows(after, before));
                            assertThat(Origin.isSame(Origin.stored(before, true), after))
                                    .isEqualTo(earlier.equals(later));
                        }
                    }
                });
    }

    @Test
    void itIsOfTheStoreAndNoPartOfTheFormat() {
        byte[] nothing = new byte[0];
        assertThat(Origin.isForeign(MemorySegment.ofArray(nothing))).isFalse();
        assertThat(Origin.plain(MemorySegment.ofArray(nothing))).isEqualTo(Bytes.EMPTY);
        MemorySegment foreign =
                Origin.stored(MemorySegment.ofArray(new byte[] {ItemCodec.FORMAT, 0, 0}), true);
        assertThatThrownBy(() -> ItemCodec.decode(foreign)).isInstanceOf(MalformedException.class);
    }
}
