package dev.cairn.replication.paxos;

import dev.cairn.api.Bytes;
import java.util.Optional;

/** A register as a proposer sees it: its name, and who must agree. */
public interface Register {
    /** What its requests are about. */
    Scope scope();

    /** Whose promises are needed. */
    Configuration voters();

    /**
     * Who must accept a value, and the number its acceptors seal at; of a plain register the
     * voters.
     */
    default Configuration acceptors(Bytes value) {
        return voters();
    }

    /** The way to its acceptors, where that is another one than the proposer's. */
    default Optional<Outlet> outlet() {
        return Optional.empty();
    }

    /** A plain register under these voters. */
    static Register plain(String name, Configuration voters) {
        Scope scope = Scope.plain(name, voters.number());
        return new Register() {
            @Override
            public Scope scope() {
                return scope;
            }

            @Override
            public Configuration voters() {
                return voters;
            }
        };
    }
}
