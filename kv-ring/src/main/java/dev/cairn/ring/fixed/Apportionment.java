package dev.cairn.ring.fixed;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * How many of a fixed number of seats each party gets: one each, the rest by the method of
 * Sainte-Laguë (each next seat goes to the largest weight ÷ (2 × seats + 1)). As with every divisor
 * method, a new party never makes another gain.
 */
final class Apportionment {
    private Apportionment() {}

    /**
     * Seats by party; they sum to {@code seats}, which is at least the number of parties. Ties go
     * to the first.
     */
    static int[] of(List<Integer> weights, int seats) {
        int[] given = new int[weights.size()];
        Comparator<Integer> byClaim =
                Comparator.comparingDouble(party -> -claim(weights.get(party), given[party]));
        PriorityQueue<Integer> queue =
                new PriorityQueue<>(byClaim.thenComparing(Comparator.naturalOrder()));
        for (int party = 0; party < given.length; party++) {
            given[party] = 1;
            queue.add(party);
        }
        for (int seat = given.length; seat < seats; seat++) {
            int party = queue.remove();
            given[party]++;
            queue.add(party);
        }
        return given;
    }

    private static double claim(int weight, int seats) {
        return weight / (2.0 * seats + 1);
    }
}
