package dev.cairn.replication.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.HybridTimestamp;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.Version;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RoundTest {
    private static final ActorId ACTOR = new ActorId(new NodeId("n1"), 1, 1);

    private static Version version(int counter, long round, boolean dead, OptionalLong expires) {
        return new Version(
                new Dot(ACTOR, counter),
                CausalContext.EMPTY,
                HybridTimestamp.ZERO,
                round,
                dead ? Bytes.EMPTY : Bytes.utf8("v"),
                dead,
                expires,
                Optional.empty());
    }

    private static Item tombstone(long round) {
        return Item.EMPTY.with(version(1, round, true, OptionalLong.empty()));
    }

    @Test
    void aTombstoneGoesEightRoundsAfterItsOwn() {
        assertThat(new Round(10, 0).mayForget(tombstone(3))).isFalse();
        assertThat(new Round(11, 0).mayForget(tombstone(3))).isTrue();
    }

    @Test
    void aValueStaysWithATombstoneBesideIt() {
        Item both = tombstone(0).with(version(2, 0, false, OptionalLong.empty()));
        assertThat(new Round(100, Long.MAX_VALUE - 1).mayForget(both)).isFalse();
        assertThat(new Round(100, 0).mayForget(Item.EMPTY)).as("nothing known of it").isFalse();
    }

    @Test
    void anExpiredValueGoesOnceEveryClockHasPassedIt() {
        long skew = Round.MAX_SKEW.toMillis();
        Item expiring = Item.EMPTY.with(version(1, 0, false, OptionalLong.of(1_000)));
        assertThat(new Round(8, 1_000 + skew - 1).mayForget(expiring)).isFalse();
        assertThat(new Round(8, 1_000 + skew).mayForget(expiring)).isTrue();
    }

    @Test
    void theMarkOfAWriteWithAnIdKeepsADeletedKeyForADay() {
        long day = OperationMark.KEPT.plus(Round.MAX_SKEW).toMillis();
        Item marked = tombstone(0).with(OperationMark.cancelled(1, 1_000));
        assertThat(new Round(100, 1_000 + day - 1).mayForget(marked)).isFalse();
        assertThat(new Round(100, 1_000 + day).mayForget(marked)).isTrue();
        Item alone = Item.EMPTY.with(OperationMark.barred(1, 1_000));
        assertThat(new Round(100, 1_000 + day - 1).mayForget(alone)).isFalse();
        assertThat(new Round(100, 1_000 + day).mayForget(alone)).isTrue();
    }

    @Test
    void anOwnerTakesWhatIsOneRoundOldAndAStandInNothingOlder() {
        Round round = new Round(5, 0);
        assertThat(round.isTaken(4)).isTrue();
        assertThat(round.isTaken(3)).isFalse();
        assertThat(round.isKept(5)).isTrue();
        assertThat(round.isKept(4)).isFalse();
    }
}
