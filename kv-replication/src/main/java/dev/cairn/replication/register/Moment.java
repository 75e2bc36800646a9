package dev.cairn.replication.register;

/**
 * The present, as a proposer sees it anew with each of its attempts.
 *
 * @param millis its wall clock, milliseconds since 1970
 * @param round the round of deletes that the key's slice is in (CORRECTNESS rule 15)
 */
public record Moment(long millis, long round) {}
