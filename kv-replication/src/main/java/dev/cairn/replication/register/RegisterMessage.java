package dev.cairn.replication.register;

import dev.cairn.api.cluster.Slices;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredRegister;

/**
 * What nodes say to each other about keys that are registers. Encoded by {@link RegisterCodec},
 * drawn in docs/formats/registers.md. May be lost, repeated and reordered.
 */
public sealed interface RegisterMessage {
    /** The topology's epoch in the sender's eyes. */
    long epoch();

    /** By this slice the message finds its lane. */
    int slice();

    /**
     * A proposer asks an acceptor of the key. The configuration in the request's scope is the
     * version of the topology that names the acceptors.
     *
     * @param epoch the sender's epoch
     * @param replicas how many copies the bucket keeps, in the sender's eyes
     * @param key which key
     * @param request what is asked
     */
    record Asked(long epoch, int replicas, StorageKey key, PaxosMessage.Request request)
            implements RegisterMessage {
        @Override
        public int slice() {
            return key.slice();
        }

        /** The version of the topology under which is asked. */
        long version() {
            return switch (request) {
                case PaxosMessage.Ask ask -> ask.scope().configuration();
                case PaxosMessage.Prepare prepare -> prepare.scope().configuration();
                case PaxosMessage.Accept accept -> accept.scope().configuration();
                case PaxosMessage.ListRegisters list -> list.scope().configuration();
            };
        }
    }

    /**
     * An acceptor answers.
     *
     * @param epoch the acceptor's epoch
     * @param slice that of the key
     * @param answer what it answers
     */
    record Answered(long epoch, int slice, PaxosMessage.Answer answer) implements RegisterMessage {
        /** Checks the slice; throws {@link IllegalArgumentException}. */
        public Answered {
            if (slice < 0 || slice >= Slices.COUNT) {
                throw new IllegalArgumentException("there is no slice " + slice);
            }
        }
    }

    /**
     * This I have accepted; accept it too where you may. Not answered.
     *
     * @param epoch the sender's epoch
     * @param round the slice's round of deletes under which it was read (CORRECTNESS rule 15)
     * @param key which key
     * @param register what the sender holds
     */
    record Copied(long epoch, long round, StorageKey key, StoredRegister register)
            implements RegisterMessage {
        @Override
        public int slice() {
            return key.slice();
        }
    }

    /**
     * What do you hold of this key, voting or not? Answered by {@link Seen}; for showing only.
     *
     * @param epoch the sender's epoch
     * @param request the question's id
     * @param key which key
     */
    record Look(long epoch, long request, StorageKey key) implements RegisterMessage {
        @Override
        public int slice() {
            return key.slice();
        }
    }

    /**
     * This I hold.
     *
     * @param epoch the acceptor's epoch
     * @param slice that of the key
     * @param request the question's id
     * @param storage the data directory that it is on
     * @param votes whether it has a vote
     * @param register what it has promised and accepted; where nothing is stored, it promised the
     *     slice's floor
     */
    record Seen(
            long epoch,
            int slice,
            long request,
            long storage,
            boolean votes,
            StoredRegister register)
            implements RegisterMessage {
        /** Checks the slice; throws {@link IllegalArgumentException}. */
        public Seen {
            if (slice < 0 || slice >= Slices.COUNT) {
                throw new IllegalArgumentException("there is no slice " + slice);
            }
        }
    }
}
