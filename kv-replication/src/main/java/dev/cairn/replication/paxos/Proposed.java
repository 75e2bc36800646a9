package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;

/**
 * A value as it is put to acceptors and as they keep it.
 *
 * @param ballot the attempt that put it
 * @param origin the first attempt of whoever made the value; attempts that only carry it on keep
 *     it, so that its maker knows it again
 * @param value the register's value, of no bytes when it was never written or was cleared
 * @param seal acceptors that keep it refuse plain requests under configurations below; 0 for plain
 *     registers
 */
public record Proposed(Ballot ballot, Ballot origin, Bytes value, long seal) {
    /** Nothing was ever accepted. */
    public static final Proposed NOTHING = new Proposed(Ballot.NONE, Ballot.NONE, Bytes.EMPTY, 0);
}
