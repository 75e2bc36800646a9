package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;
import java.util.List;

/**
 * What proposers and acceptors say to each other. Encoded by {@link PaxosMessageCodec}, drawn in
 * docs/formats/registers.md. May be lost, repeated and reordered.
 */
public sealed interface PaxosMessage {
    /** The id that the proposer gave the round; answers repeat it. */
    long request();

    /**
     * The storage id of the acceptor that is asked, 0 for whichever a founding list means; answers
     * repeat it.
     */
    long storage();

    /** Asked of an acceptor. */
    sealed interface Request extends PaxosMessage {}

    /** Answered by an acceptor. */
    sealed interface Answer extends PaxosMessage {}

    /**
     * What do you hold? Answered by {@link Holds}; nothing is promised.
     *
     * @param request the round
     * @param storage whose acceptor
     * @param scope what it is about
     */
    record Ask(long request, long storage, Scope scope) implements Request {}

    /**
     * Promise me this ballot, and tell what you hold.
     *
     * @param request the round
     * @param storage whose acceptor
     * @param scope what it is about
     * @param ballot the attempt
     */
    record Prepare(long request, long storage, Scope scope, Ballot ballot) implements Request {}

    /**
     * Accept this.
     *
     * @param request the round
     * @param storage whose acceptor
     * @param scope what it is about
     * @param proposed the value and its ballot
     */
    record Accept(long request, long storage, Scope scope, Proposed proposed) implements Request {}

    /**
     * Which plain registers do you hold? Whoever answers knows the chain as far as the scope says,
     * and has sealed.
     *
     * @param request the round
     * @param storage whose acceptor
     * @param scope the chain that names the voters
     */
    record ListRegisters(long request, long storage, Scope scope) implements Request {}

    /**
     * This I hold; after a {@link Prepare} also: and I promise.
     *
     * @param request the round
     * @param storage as asked
     * @param accepted what was accepted last
     */
    record Holds(long request, long storage, Proposed accepted) implements Answer {}

    /**
     * It is accepted.
     *
     * @param request the round
     * @param storage as asked
     */
    record Accepted(long request, long storage) implements Answer {}

    /**
     * I promised a higher ballot to somebody else.
     *
     * @param request the round
     * @param storage as asked
     * @param promised that ballot
     */
    record Preempted(long request, long storage, Ballot promised) implements Answer {}

    /**
     * That generation of the chain is decided; I know a later one.
     *
     * @param request the round
     * @param storage as asked
     * @param generation the one being decided now
     * @param base the value of the one before
     */
    record Passed(long request, long storage, long generation, Bytes base) implements Answer {}

    /**
     * I have agreed to other voters than those you ask under.
     *
     * @param request the round
     * @param storage as asked
     * @param configuration their number
     */
    record Sealed(long request, long storage, long configuration) implements Answer {}

    /**
     * I am not the acceptor you mean, or have lost what it knew.
     *
     * @param request the round
     * @param storage as asked
     */
    record Unable(long request, long storage) implements Answer {}

    /**
     * These I hold.
     *
     * @param request the round
     * @param storage as asked
     * @param names the plain registers
     */
    record Registers(long request, long storage, List<String> names) implements Answer {
        /** Copies the names. */
        public Registers {
            names = List.copyOf(names);
        }
    }
}
