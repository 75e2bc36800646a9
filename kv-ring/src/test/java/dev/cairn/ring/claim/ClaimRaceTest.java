package dev.cairn.ring.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.cluster.TokenSeed;
import dev.cairn.ring.Topologies;
import dev.cairn.testkit.check.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ClaimRaceTest {
    private static final int UNITS = 4096;
    private static final Course COURSE = new Course(UNITS, 8);

    @Seeded(cases = 20)
    void withoutQuotasANewcomerOnlyTakes(RandomGenerator random) {
        List<Contender> old = contenders(random, 2 + random.nextInt(20), UNITS);
        int[] before = ClaimRace.race(old, COURSE);
        List<Contender> more = new ArrayList<>(old);
        more.addAll(contenders(random, 1, UNITS));
        int[] after = ClaimRace.race(more, COURSE);
        for (int unit = 0; unit < UNITS; unit++) {
            assertThat(after[unit]).isIn(before[unit], old.size());
        }
    }

    @Seeded(cases = 20)
    void quotasHoldAndEveryUnitIsTaken(RandomGenerator random) {
        int count = 1 + random.nextInt(20);
        int[] won = new int[count];
        for (int winner : ClaimRace.race(contenders(random, count, UNITS / count + 1), COURSE)) {
            won[winner]++;
        }
        Arrays.stream(won).forEach(units -> assertThat(units).isBetween(1, UNITS / count + 1));
        assertThat(Arrays.stream(won).sum()).isEqualTo(UNITS);
    }

    @Seeded(cases = 20)
    void aFreeRaceInAnyOrderEndsAsARaceWithoutQuotas(RandomGenerator random) {
        List<Contender> contenders = contenders(random, 1 + random.nextInt(20), UNITS);
        int[] won = new int[contenders.size()];
        for (int winner : ClaimRace.race(contenders, COURSE)) {
            won[winner]++;
        }
        FreeRace free = new FreeRace(COURSE);
        contenders.reversed().forEach(free::enter);
        for (int i = 0; i < won.length; i++) {
            assertThat(free.units(won.length - 1 - i)).isEqualTo(won[i]);
        }
    }

    @Seeded(cases = 20)
    void whatANewcomerIsToldItWouldTakeItTakes(RandomGenerator random) {
        List<Contender> contenders = contenders(random, 2 + random.nextInt(20), UNITS);
        FreeRace race = new FreeRace(COURSE);
        contenders.forEach(race::enter);
        int[] expected = new int[contenders.size() + 1];
        Arrays.setAll(expected, i -> i < race.size() ? race.units(i) : 0);
        Contender newcomer = contenders(random, 1, UNITS).getFirst();
        for (FreeRace.Taking taking : race.takings(newcomer)) {
            for (int i = 0; i < taking.losers().length; i++) {
                expected[taking.losers()[i]] -= taking.lost()[i];
                expected[contenders.size()] += taking.lost()[i];
            }
        }
        race.enter(newcomer);
        for (int i = 0; i < expected.length; i++) {
            assertThat(race.units(i)).isEqualTo(expected[i]);
        }
    }

    @Test
    void asManyContendersAsUnitsGetOneEach() {
        assertThat(ClaimRace.run(Topologies.weighted(16, 1, 100, 1000).owners(), new Course(16, 1)))
                .doesNotHaveDuplicates();
    }

    @Test
    void nobodyAndMoreContendersThanUnitsAreRefused() {
        Course course = new Course(16, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> ClaimRace.run(List.of(), course));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClaimRace.run(Topologies.equal(17).owners(), course))
                .withMessageContaining("17");
    }

    @Seeded(cases = 10)
    void aWalkCoversAllUnitsInItsLastRound(RandomGenerator random) {
        Walk walk = new Walk(0, contenders(random, 1, UNITS).getFirst(), COURSE);
        int[] claimed = new int[UNITS];
        double time = 0;
        int size = 0;
        while (walk.advance()) {
            assertThat(walk.time()).isGreaterThanOrEqualTo(time);
            time = walk.time();
            if (walk.size() > size) {
                size = walk.size();
                Arrays.fill(claimed, 0);
            }
            for (int arc = 0; arc < Course.ARCS; arc++) {
                for (int i = 0; i < size; i++) {
                    claimed[walk.first(arc) + i]++;
                }
            }
        }
        assertThat(claimed).containsOnly(1);
    }

    @Seeded(cases = 20)
    void aChoiceChangesWhatIsClaimedInItsArcAndNothingElse(RandomGenerator random) {
        long origin = random.nextLong() | 1;
        int changed = random.nextInt(Course.ARCS);
        long flipped = 1L << changed * Walk.CHOICE_BITS;
        Walk one = new Walk(0, new Contender(new TokenSeed(origin, 0), 1, UNITS), COURSE);
        Walk other = new Walk(0, new Contender(new TokenSeed(origin, flipped), 1, UNITS), COURSE);
        boolean differs = false;
        while (one.advance() && other.advance()) {
            assertThat(other.time()).isEqualTo(one.time());
            for (int arc = 0; arc < Course.ARCS; arc++) {
                if (arc == changed) {
                    differs |= one.first(arc) != other.first(arc);
                } else {
                    assertThat(other.first(arc)).isEqualTo(one.first(arc));
                }
            }
        }
        assertThat(differs).isTrue();
    }

    @Test
    void twiceTheWeightWinsTwiceTheUnits() {
        int[] won = new int[2];
        for (int pair = 1; pair <= 50; pair++) {
            List<Contender> two =
                    List.of(
                            new Contender(new TokenSeed(pair, 0), 1, UNITS),
                            new Contender(new TokenSeed(-pair, 0), 2, UNITS));
            for (int winner : ClaimRace.race(two, COURSE)) {
                won[winner]++;
            }
        }
        assertThat((double) won[1] / won[0]).isBetween(1.94, 2.06);
    }

    private static List<Contender> contenders(RandomGenerator random, int count, int quota) {
        List<Contender> contenders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TokenSeed tokens = new TokenSeed(random.nextLong() | 1, random.nextLong());
            contenders.add(new Contender(tokens, 1 + random.nextInt(5), quota));
        }
        return contenders;
    }
}
