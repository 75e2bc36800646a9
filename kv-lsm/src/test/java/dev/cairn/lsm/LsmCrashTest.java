package dev.cairn.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.lsm.DiskSite.Work;
import dev.cairn.testkit.check.Seeded;
import dev.cairn.testkit.sim.DiskFaults.Effect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/**
 * One thing that goes wrong at any place where the engine touches the disk: the process dies, in
 * the middle of a write or before it, and at times the power fails with it, so that what was not
 * synced is lost, torn or out of order; a read, write or sync fails; the disk is full.
 *
 * <p>The script runs once to learn which places it comes by, and again with a mishap at one of
 * them.
 */
final class LsmCrashTest {
    private static final Map<String, Integer> HIT = new TreeMap<>();
    private static final Set<Work> ALL_WORK =
            Set.of(Work.WRITING, Work.FLUSH, Work.COMPACTION, Work.CHECKPOINT, Work.OPENING);
    private static final int MANY = 1_000;

    @Seeded(cases = 16)
    void nothingSyncedIsLostAndNothingInvented(long seed) {
        crash(seed);
    }

    @Tag("long")
    @Seeded(cases = 2_000)
    void nothingSyncedIsLostAndNothingInventedAtManyPlaces(long seed) {
        crash(seed);
    }

    private static void crash(long seed) {
        Mishap none = Mishap.none();
        CrashScript rehearsal = new CrashScript(new SplittableRandom(seed), none);
        rehearsal.run();
        Map<DiskSite, Integer> reached = Map.copyOf(none.reached());
        rehearsal.close();
        SplittableRandom choice = new SplittableRandom(~seed);
        List<DiskSite> sites = new ArrayList<>(reached.keySet());
        sites.sort(Comparator.comparing(DiskSite::toString));
        DiskSite site = sites.get(choice.nextInt(sites.size()));
        List<Effect> effects = Mishap.effects(site.operation());
        Effect effect = effects.get(choice.nextInt(effects.size()));
        int before = choice.nextInt(reached.get(site));
        Mishap mishap = Mishap.at(site, effect, before);
        CrashScript script = new CrashScript(new SplittableRandom(seed), mishap);
        script.run();
        if (mishap.hasHappened()) {
            HIT.merge(site + " " + effect, 1, Integer::sum);
        }
        if (mishap.isDeadly()) {
            script.checkCrashed();
        } else {
            script.checkHealed();
        }
        script.close();
    }

    /** So that a place that the script no longer comes by is noticed. */
    @AfterAll
    static void everyKindOfWorkWasHit() {
        int cases = HIT.values().stream().mapToInt(count -> count).sum();
        if (cases < MANY) {
            return;
        }
        HIT.forEach((site, count) -> System.out.println(count + " " + site));
        for (Work work : ALL_WORK) {
            Set<String> effects =
                    HIT.keySet().stream()
                            .filter(hit ->
                                    hit.startsWith(work.name().toLowerCase(java.util.Locale.ROOT)))
                            .map(hit -> hit.substring(hit.lastIndexOf(' ') + 1))
                            .collect(Collectors.toSet());
            assertThat(effects)
                    .as("effects during %s", work)
                    .contains("FAIL", "FULL", "TEAR", "DEAD");
        }
    }
}
