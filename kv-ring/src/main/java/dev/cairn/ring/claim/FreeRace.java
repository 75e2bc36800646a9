package dev.cairn.ring.claim;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A race without quotas, which contenders may enter one after another: a unit belongs to the
 * earliest claim, whoever came first. Tells what a newcomer would win before it enters.
 */
final class FreeRace {
    private static final int FREE = -1;

    /**
     * What a newcomer would win in one arc.
     *
     * @param losers who would lose units
     * @param lost how many each of them, in the same order
     */
    record Taking(int[] losers, int[] lost) {}

    private final Course course;
    private final int[] winners;
    private final double[] times;
    private double[] weights = new double[0];
    private int[] won = new int[0];
    private double slowest = Double.POSITIVE_INFINITY;

    FreeRace(Course course) {
        this.course = course;
        winners = new int[course.units()];
        Arrays.fill(winners, FREE);
        times = new double[course.units()];
        Arrays.fill(times, Double.POSITIVE_INFINITY);
    }

    /** How many have entered; they are numbered from 0. */
    int size() {
        return won.length;
    }

    /** How many units a contender has. */
    int units(int contender) {
        return won[contender];
    }

    double weight(int contender) {
        return weights[contender];
    }

    /** Lets a contender run. */
    void enter(Contender who) {
        int number = size();
        won = Arrays.copyOf(won, number + 1);
        weights = Arrays.copyOf(weights, number + 1);
        weights[number] = who.weight();
        Walk walk = new Walk(number, who, course);
        while (walk.advance() && walk.time() < slowest) {
            for (int arc = 0; arc < Course.ARCS; arc++) {
                int first = walk.first(arc);
                for (int unit = first; unit < first + walk.size(); unit++) {
                    if (walk.time() < times[unit]) {
                        give(unit, walk);
                    }
                }
            }
        }
        slowest = slowest();
    }

    private double slowest() {
        double latest = 0;
        for (double time : times) {
            latest = Math.max(latest, time);
        }
        return latest;
    }

    private void give(int unit, Walk walk) {
        if (winners[unit] != FREE) {
            won[winners[unit]]--;
        }
        winners[unit] = walk.contender();
        times[unit] = walk.time();
        won[walk.contender()]++;
    }

    /** What a newcomer would win in each arc, from others of whom there is at least one. */
    Taking[] takings(Contender newcomer) {
        Losses[] losses = new Losses[Course.ARCS];
        Arrays.setAll(losses, _ -> new Losses());
        BitSet counted = new BitSet(course.units());
        Walk walk = new Walk(size(), newcomer, course);
        while (walk.advance() && walk.time() < slowest) {
            for (int arc = 0; arc < Course.ARCS; arc++) {
                int first = walk.first(arc);
                for (int unit = first; unit < first + walk.size(); unit++) {
                    if (walk.time() < times[unit] && !counted.get(unit)) {
                        counted.set(unit);
                        losses[arc].add(winners[unit]);
                    }
                }
            }
        }
        Taking[] takings = new Taking[Course.ARCS];
        Arrays.setAll(takings, arc -> losses[arc].taking());
        return takings;
    }

    /** Who loses a unit, one entry a unit. */
    private static final class Losses {
        private int[] losers = new int[16];
        private int size;

        void add(int loser) {
            if (size == losers.length) {
                losers = Arrays.copyOf(losers, 2 * size);
            }
            losers[size++] = loser;
        }

        Taking taking() {
            Arrays.sort(losers, 0, size);
            int[] distinct = new int[size];
            int[] lost = new int[size];
            int count = 0;
            for (int i = 0; i < size; i++) {
                if (i == 0 || losers[i] != losers[i - 1]) {
                    distinct[count++] = losers[i];
                }
                lost[count - 1]++;
            }
            return new Taking(Arrays.copyOf(distinct, count), Arrays.copyOf(lost, count));
        }
    }
}
