package dev.cairn.ring.claim;

/**
 * What a {@link ClaimRace} is about: units in a circle, cut into {@value #ARCS} arcs. All walks go
 * through all arcs at once, in an order of its own in each.
 *
 * @param units how many there are, a power of two and at least {@value #ARCS}
 * @param claimsPerRound how many claims a walk makes in each arc before it doubles their size, a
 *     power of two and at most the arc's units; fewer make longer runs, more a closer balance
 */
public record Course(int units, int claimsPerRound) {
    /** How many arcs there are; one choice for each is in a member's tokens. */
    public static final int ARCS = 16;

    /** Checks the numbers; throws {@link IllegalArgumentException}. */
    public Course {
        if (Integer.bitCount(units) != 1 || units < ARCS) {
            throw new IllegalArgumentException(
                    "units are a power of two, at least " + ARCS + ", not " + units);
        }
        if (Integer.bitCount(claimsPerRound) != 1 || claimsPerRound > units / ARCS) {
            throw new IllegalArgumentException(
                    "claims a round are a power of two up to "
                            + units / ARCS
                            + ", not "
                            + claimsPerRound);
        }
    }

    /** Units of one arc. */
    int arcUnits() {
        return units / ARCS;
    }
}
