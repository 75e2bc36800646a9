package dev.cairn.ring.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.testkit.check.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ClaimRaceTest {
    private static final int UNITS = 4096;
    private static final int CLAIMS = 128;

    @Seeded(cases = 20)
    void withoutQuotasANewcomerOnlyTakes(RandomGenerator random) {
        List<Contender> old = contenders(random, 2 + random.nextInt(20), UNITS);
        int[] before = ClaimRace.run(old, UNITS, CLAIMS);
        List<Contender> more = new ArrayList<>(old);
        more.add(new Contender(new NodeId("newcomer"), 1 + random.nextInt(5), UNITS));
        int[] after = ClaimRace.run(more, UNITS, CLAIMS);
        for (int unit = 0; unit < UNITS; unit++) {
            assertThat(after[unit]).isIn(before[unit], old.size());
        }
    }

    @Seeded(cases = 20)
    void quotasHoldAndEveryUnitIsTaken(RandomGenerator random) {
        int count = 1 + random.nextInt(20);
        int[] won = new int[count];
        for (int winner :
                ClaimRace.run(contenders(random, count, UNITS / count + 1), UNITS, CLAIMS)) {
            won[winner]++;
        }
        Arrays.stream(won).forEach(units -> assertThat(units).isBetween(1, UNITS / count + 1));
        assertThat(Arrays.stream(won).sum()).isEqualTo(UNITS);
    }

    @Test
    void asManyContendersAsUnitsGetOneEach() {
        List<Contender> contenders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            contenders.add(new Contender(new NodeId("n" + i), 1 + i * 100, 1));
        }
        assertThat(ClaimRace.run(contenders, 16, 16)).doesNotHaveDuplicates();
    }

    @Test
    void aWalkCoversAllUnitsInItsLastRound() {
        Walk walk = new Walk(0, new Contender(new NodeId("n1"), 1, UNITS), UNITS, CLAIMS);
        int[] claimed = new int[UNITS];
        double time = 0;
        int size = 0;
        while (walk.advance()) {
            assertThat(walk.time()).isGreaterThanOrEqualTo(time);
            time = walk.time();
            if (walk.end() - walk.first() > size) {
                size = walk.end() - walk.first();
                Arrays.fill(claimed, 0);
            }
            for (int unit = walk.first(); unit < walk.end(); unit++) {
                claimed[unit]++;
            }
        }
        assertThat(size).isEqualTo(UNITS / CLAIMS);
        assertThat(claimed).containsOnly(1);
    }

    @Test
    void twiceTheWeightWinsTwiceTheUnits() {
        int[] won = new int[2];
        for (int pair = 0; pair < 50; pair++) {
            List<Contender> two =
                    List.of(
                            new Contender(new NodeId("a" + pair), 1, UNITS),
                            new Contender(new NodeId("b" + pair), 2, UNITS));
            for (int winner : ClaimRace.run(two, UNITS, CLAIMS)) {
                won[winner]++;
            }
        }
        assertThat((double) won[1] / won[0]).isBetween(1.95, 2.05);
    }

    private static List<Contender> contenders(RandomGenerator random, int count, int quota) {
        List<Contender> contenders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contenders.add(
                    new Contender(
                            new NodeId("n" + i + "-" + random.nextInt(1000)),
                            1 + random.nextInt(5),
                            quota));
        }
        return contenders;
    }
}
