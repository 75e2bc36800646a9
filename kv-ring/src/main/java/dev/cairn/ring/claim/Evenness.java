package dev.cairn.ring.claim;

import dev.cairn.ring.claim.FreeRace.Taking;

/**
 * How far all contenders are from their fair shares while a newcomer takes units: the sum of the
 * squares of these distances, each in units per weight.
 */
final class Evenness {
    private final FreeRace race;
    private final int newcomerWeight;
    private final double newcomerShare;
    private final double[] before;
    private final double[] excess;
    private double newcomerUnits;
    private double done = 1;

    /**
     * Before the newcomer has taken anything.
     *
     * @param unitsPerWeight a fair share once the newcomer is in
     */
    Evenness(FreeRace race, int newcomerWeight, double unitsPerWeight) {
        this.race = race;
        this.newcomerWeight = newcomerWeight;
        newcomerShare = newcomerWeight * unitsPerWeight;
        before = new double[race.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = race.units(i) - race.weight(i) * unitsPerWeight;
        }
        excess = before.clone();
    }

    /** From now on judges by how it should be when this part of the taking is done, 0 to 1. */
    void expect(double part) {
        done = part;
    }

    void take(Taking taking) {
        add(taking, -1);
    }

    void giveBack(Taking taking) {
        add(taking, 1);
    }

    private void add(Taking taking, int sign) {
        for (int i = 0; i < taking.losers().length; i++) {
            excess[taking.losers()[i]] += sign * taking.lost()[i];
            newcomerUnits -= sign * taking.lost()[i];
        }
    }

    /** Which of the takings in an arc leaves the least distance; of equal ones the first. */
    int best(Taking[][] takings, int arc) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int choice = 0; choice < takings.length; choice++) {
            double change = change(takings[choice][arc]);
            if (change < least) {
                least = change;
                best = choice;
            }
        }
        return best;
    }

    /** By how much the sum changes, apart from what is the same for all takings. */
    private double change(Taking taking) {
        double change = 0;
        int total = 0;
        for (int i = 0; i < taking.losers().length; i++) {
            int loser = taking.losers()[i];
            int lost = taking.lost()[i];
            double distance = excess[loser] - (1 - done) * before[loser];
            change += lost * (lost - 2 * distance) / (race.weight(loser) * race.weight(loser));
            total += lost;
        }
        double missing = newcomerUnits + total - done * newcomerShare;
        return change + missing * missing / ((double) newcomerWeight * newcomerWeight);
    }
}
