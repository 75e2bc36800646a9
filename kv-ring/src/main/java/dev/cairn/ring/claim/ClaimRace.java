package dev.cairn.ring.claim;

import dev.cairn.api.cluster.Member;
import java.util.ArrayList;
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
 * with bounded loads", 2018). Tokens that were drawn ({@link TokenDraw}) leave quotas little to do.
 */
public final class ClaimRace {
    /** The most that a member may own, in fair shares. */
    public static final double MOST = 1.05;

    private static final int FREE = -1;

    private final int[] winners;
    private final int[] left;
    private int free;

    private ClaimRace(List<Contender> contenders, Course course) {
        winners = new int[course.units()];
        Arrays.fill(winners, FREE);
        left = contenders.stream().mapToInt(Contender::quota).toArray();
        free = winners.length;
    }

    /**
     * Each unit's winner, as an index into {@code owners}. Each owner wins at least one unit and no
     * more than {@value #MOST} of its fair share or the next whole unit.
     *
     * @param owners in an order of their own, such as by id
     * @throws IllegalArgumentException when there are none, or more than units
     */
    public static int[] run(List<Member> owners, Course course) {
        if (owners.isEmpty() || owners.size() > course.units()) {
            throw new IllegalArgumentException(
                    "a ring of "
                            + course.units()
                            + " units needs 1 to as many owning members, not "
                            + owners.size());
        }
        long totalWeight = owners.stream().mapToLong(Member::weight).sum();
        List<Contender> contenders = new ArrayList<>();
        for (Member owner : owners) {
            double share = (double) course.units() * owner.weight() / totalWeight;
            int quota = (int) Math.max(Math.ceil(share), Math.floor(MOST * share));
            contenders.add(Contender.of(owner, quota));
        }
        return race(contenders, course);
    }

    /** As {@link #run}, with quotas that sum to at least the units. */
    static int[] race(List<Contender> contenders, Course course) {
        ClaimRace race = new ClaimRace(contenders, course);
        race.finish(contenders, course, false);
        for (int i = 0; i < contenders.size(); i++) {
            if (race.left[i] == contenders.get(i).quota()) {
                ClaimRace second = new ClaimRace(contenders, course);
                second.finish(contenders, course, true);
                return second.winners;
            }
        }
        return race.winners;
    }

    /**
     * Runs to the end.
     *
     * @param oneEach whether everybody takes one unit before the start, because somebody would end
     *     with none
     */
    private void finish(List<Contender> contenders, Course course, boolean oneEach) {
        PriorityQueue<Walk> queue =
                new PriorityQueue<>(
                        Comparator.comparingDouble(Walk::time).thenComparingInt(Walk::contender));
        for (int i = 0; i < contenders.size(); i++) {
            Walk walk = new Walk(i, contenders.get(i), course);
            walk.advance();
            boolean wants = oneEach;
            while (wants) {
                wants = !takeOne(walk) && walk.advance();
            }
            queue.add(walk);
        }
        while (free > 0) {
            Walk walk = queue.remove();
            step(walk);
            if (left[walk.contender()] > 0 && walk.advance()) {
                queue.add(walk);
            }
        }
    }

    private boolean takeOne(Walk walk) {
        for (int arc = 0; arc < Course.ARCS; arc++) {
            if (take(walk, arc, 1) > 0) {
                return true;
            }
        }
        return false;
    }

    private void step(Walk walk) {
        for (int arc = 0; arc < Course.ARCS && left[walk.contender()] > 0; arc++) {
            take(walk, arc, left[walk.contender()]);
        }
    }

    private int take(Walk walk, int arc, int most) {
        int taken = 0;
        int first = walk.first(arc);
        for (int unit = first; unit < first + walk.size() && taken < most; unit++) {
            if (winners[unit] == FREE) {
                winners[unit] = walk.contender();
                taken++;
            }
        }
        left[walk.contender()] -= taken;
        free -= taken;
        return taken;
    }
}
