package dev.cairn.api.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Bytes;
import dev.cairn.api.ForSeeds;
import dev.cairn.api.wire.MalformedException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class AdoptionTest {
    private static final int CASES = 100;

    @Test
    void anAdoptedItemIsTheSameItemAndIsToldFromOthers() {
        ForSeeds.check(
                CASES,
                random -> {
                    for (Item item : Replicas.random(random).items()) {
                        MemorySegment encoded = ItemCodec.encode(item).segment();
                        MemorySegment adopted = Adoption.stored(encoded, true);
                        assertThat(Adoption.isAdopted(adopted)).isTrue();
                        assertThat(Adoption.isAdopted(encoded)).isFalse();
                        assertThat(Adoption.plain(adopted)).isEqualTo(ItemCodec.encode(item));
                        assertThat(Adoption.plain(encoded)).isEqualTo(ItemCodec.encode(item));
                        assertThat(ItemCodec.decodeStored(adopted)).isEqualTo(item);
                        assertThat(ItemCodec.decodeStored(encoded)).isEqualTo(item);
                        assertThat(Adoption.isSame(adopted, encoded)).isTrue();
                        assertThat(Adoption.isSame(encoded, encoded)).isTrue();
                    }
                });
    }

    @Test
    void whatFollowsFromAnItemFollowsFromItAdopted() {
        ForSeeds.check(
                CASES,
                random -> {
                    Replicas replicas = Replicas.random(random);
                    for (Item earlier : replicas.items()) {
                        for (Item later : replicas.items()) {
                            MemorySegment before = ItemCodec.encode(earlier).segment();
                            MemorySegment after = ItemCodec.encode(later).segment();
                            assertThat(ItemCodec.follows(after, Adoption.stored(before, true)))
                                    .isEqualTo(ItemCodec.follows(after, before));
                            assertThat(Adoption.isSame(Adoption.stored(before, true), after))
                                    .isEqualTo(earlier.equals(later));
                        }
                    }
                });
    }

    @Test
    void itIsOfTheStoreAndNoPartOfTheFormat() {
        byte[] nothing = new byte[0];
        assertThat(Adoption.isAdopted(MemorySegment.ofArray(nothing))).isFalse();
        assertThat(Adoption.plain(MemorySegment.ofArray(nothing))).isEqualTo(Bytes.EMPTY);
        MemorySegment adopted =
                Adoption.stored(MemorySegment.ofArray(new byte[] {ItemCodec.FORMAT, 0, 0}), true);
        assertThatThrownBy(() -> ItemCodec.decode(adopted)).isInstanceOf(MalformedException.class);
    }
}
