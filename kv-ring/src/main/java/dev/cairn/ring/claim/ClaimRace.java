package dev.cairn.ring.claim;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Shares units out among weighted contenders: weighted rendezvous hashing with bounded loads, run
 * as a race.
 *
 * <p>Every contender walks through the units on its own ({@link Walk}); a unit belongs to the first
 * who claims it while below its quota. Seen as a matching of units and contenders who both prefer
 * the earlier claim, the outcome is the one stable matching (Gale and Shapley), so it depends on
 * who takes part and on nothing else, such as the order in which they joined. Without quotas a
 * newcomer changes exactly the units that it wins; a quota makes a full contender pass units on,
 * and they come back when it loses others (Mirrokni, Thorup, Zadimoghaddam, "Consistent hashing
 * with bounded loads", 2018).
 */
public final class ClaimRace {
    private static final int FREE = -1;

    private ClaimRace() {}

    /**
     * The contender's index for every unit. Each contender wins at least one.
     *
     * @param contenders in an order of their own, such as by id; quotas sum to at least {@code
     *     units}
     * @param units how many there are, a power of two and at least as many as contenders
     * @param claimsPerRound a power of two up to {@code units}; fewer make longer runs, more a
     *     closer balance
     */
    public static int[] run(List<Contender> contenders, int units, int claimsPerRound) {
        int[] winners = new int[units];
        Arrays.fill(winners, FREE);
        int[] left = contenders.stream().mapToInt(Contender::quota).toArray();
        PriorityQueue<Walk> queue =
                new PriorityQueue<>(
                        Comparator.comparingDouble(Walk::time).thenComparingInt(Walk::contender));
        int free = units;
        for (int i = 0; i < contenders.size(); i++) {
            Walk walk = new Walk(i, contenders.get(i), units, claimsPerRound);
            while (walk.advance()) {
                if (take(walk, winners, left, 1) == 1) {
                    free--;
                    break;
                }
            }
            queue.add(walk);
        }
        while (free > 0) {
            Walk walk = queue.remove();
            free -= take(walk, winners, left, walk.end() - walk.first());
            if (left[walk.contender()] > 0 && walk.advance()) {
                queue.add(walk);
            }
        }
        return winners;
    }

    private static int take(Walk walk, int[] winners, int[] left, int atMost) {
        int taken = 0;
        for (int unit = walk.first();
                unit < walk.end() && taken < atMost && left[walk.contender()] > 0;
                unit++) {
            if (winners[unit] == FREE) {
                winners[unit] = walk.contender();
                left[walk.contender()]--;
                taken++;
            }
        }
        return taken;
    }
}
