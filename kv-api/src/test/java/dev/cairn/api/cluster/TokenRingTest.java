package dev.cairn.api.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class TokenRingTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");

    @Test
    void aPositionCoversTheSlicesUpToTheNextAroundTheEnd() {
        TokenRing ring = new TokenRing(4, new int[] {100, 200}, List.of(N1, N2));
        assertThat(ring.owner(ring.positionOf(100))).isEqualTo(N1);
        assertThat(ring.owner(ring.positionOf(199))).isEqualTo(N1);
        assertThat(ring.owner(ring.positionOf(200))).isEqualTo(N2);
        assertThat(ring.owner(ring.positionOf(Slices.COUNT - 1))).isEqualTo(N2);
        assertThat(ring.owner(ring.positionOf(0))).isEqualTo(N2);
        assertThat(ring.length(0)).isEqualTo(100);
        assertThat(ring.length(1)).isEqualTo(Slices.COUNT - 100);
        assertThat(ring.epoch()).isEqualTo(4);
    }

    @Test
    void oneOwnerCoversEverything() {
        TokenRing ring = new TokenRing(1, new int[] {7}, List.of(N1));
        assertThat(ring.length(0)).isEqualTo(Slices.COUNT);
        assertThat(ring.positionOf(0)).isZero();
        assertThat(ring.positionOf(65_535)).isZero();
    }

    @Test
    void lookingUpAgreesWithWalkingAround() {
        ForSeeds.check(
                50,
                random -> {
                    TreeSet<Integer> starts = new TreeSet<>();
                    for (int i = 1 + random.nextInt(30); i > 0; i--) {
                        starts.add(random.nextInt(Slices.COUNT));
                    }
                    List<NodeId> owners = new ArrayList<>();
                    starts.forEach(start -> owners.add(new NodeId("n" + start)));
                    TokenRing ring =
                            new TokenRing(
                                    1,
                                    starts.stream().mapToInt(Integer::intValue).toArray(),
                                    owners);
                    int total = 0;
                    for (int position = 0; position < ring.size(); position++) {
                        total += ring.length(position);
                        int last =
                                (ring.start(position) + ring.length(position) - 1) % Slices.COUNT;
                        assertThat(ring.positionOf(ring.start(position))).isEqualTo(position);
                        assertThat(ring.positionOf(last)).isEqualTo(position);
                    }
                    assertThat(total).isEqualTo(Slices.COUNT);
                });
    }

    @Test
    void startsAreAscendingSlicesAndEachHasAnOwner() {
        int[][] wrong = {{}, {-1}, {Slices.COUNT}, {5, 5}, {6, 5}};
        for (int[] starts : wrong) {
            List<NodeId> owners = new ArrayList<>();
            for (int i = 0; i < starts.length; i++) {
                owners.add(N1);
            }
            assertThatIllegalArgumentException().isThrownBy(() -> new TokenRing(1, starts, owners));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenRing(1, new int[] {1, 2}, List.of(N1)));
    }

    @Test
    void tokensAreCutIntoSlicesUnsigned() {
        assertThat(Slices.of(0)).isZero();
        assertThat(Slices.of(-1)).isEqualTo(65_535);
        assertThat(Slices.of(Long.MIN_VALUE)).isEqualTo(32_768);
        for (int slice : new int[] {0, 1, 32_768, 65_535}) {
            assertThat(Slices.of(Slices.firstToken(slice))).isEqualTo(slice);
            assertThat(Slices.of(Slices.firstToken(slice) - 1))
                    .isEqualTo((slice + 65_535) % 65_536);
        }
    }
}
