package dev.cairn.replication.topology;

/** A safety rule that a test world leaves out, to show that its checks would see it. */
enum Mutation {
    /** All rules hold. */
    NONE,
    /** While voters change, a majority of the new ones alone is asked. */
    ONE_MAJORITY,
    /** Acceptors that agreed to new voters go on answering for the old ones. */
    NO_SEAL,
    /** Acceptors answer first and write afterwards. */
    ANSWER_BEFORE_SYNC,
    /** A wiped voter answers in the name of what it was. */
    ANY_STORAGE
}
