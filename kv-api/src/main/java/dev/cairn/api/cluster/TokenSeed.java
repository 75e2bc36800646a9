package dev.cairn.api.cluster;

/**
 * What a member's positions on the ring follow from, beside its weight. It is drawn when the member
 * joins ({@link dev.cairn.api.spi.Partitioner#drawTokens}) and then stays in the topology: with
 * another seed the member would own other ranges. A node that takes a lost one's place takes its
 * seed, and with it exactly its ranges.
 *
 * @param origin which family of positions; 0 for the one that follows from the member's id
 * @param choices which of the family, a number that the partitioner understands
 */
public record TokenSeed(long origin, long choices) {
    /** Nobody drew: the positions follow from the member's id. */
    public static final TokenSeed NONE = new TokenSeed(0, 0);
}
