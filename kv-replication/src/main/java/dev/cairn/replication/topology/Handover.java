package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Topology;
import dev.cairn.replication.paxos.ChangeFunction;
import dev.cairn.replication.paxos.Configuration;
import dev.cairn.replication.paxos.Outcome;
import dev.cairn.replication.paxos.Register;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Copies the plain registers from former voters to present ones: asks a majority of the former,
 * which seals them, for the names, and writes each value again under both sets. May be done by any
 * number of nodes at once and again.
 */
final class Handover {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final RegisterTopologyStore store;
    private final Configuration under;
    private final Consumer<Boolean> done;

    private Handover(RegisterTopologyStore store, Configuration under, Consumer<Boolean> done) {
        this.store = store;
        this.under = under;
        this.done = done;
    }

    /** Copies all; tells whether every register is now held by the present voters. */
    static void run(RegisterTopologyStore store, Consumer<Boolean> done) {
        Topology topology = store.current();
        Configuration both = TopologyChain.plain(topology);
        Configuration former =
                Configuration.majorities(both.number(), List.of(topology.voters().former()));
        Handover handover = new Handover(store, both, done);
        store.proposer().list(TopologyChain.scope(topology), former, TIMEOUT, handover::copyAll);
    }

    /**
     * Copies all among the voters that are left of more: any one of them may be the only one that
     * has the last value, so all of them are asked, and all are written.
     */
    static void amongSurvivors(RegisterTopologyStore store, Consumer<Boolean> done) {
        Topology topology = store.current();
        Configuration all =
                new Configuration(
                        TopologyChain.plain(topology).number(),
                        List.of(topology.voters().present()),
                        true);
        Handover handover = new Handover(store, all, done);
        store.proposer().list(TopologyChain.scope(topology), all, TIMEOUT, handover::copyAll);
    }

    private void copyAll(Optional<List<String>> names) {
        if (names.isEmpty()) {
            done.accept(false);
        } else {
            copy(names.get().iterator());
        }
    }

    private void copy(Iterator<String> rest) {
        if (!rest.hasNext()) {
            done.accept(true);
            return;
        }
        Register register = Register.plain(rest.next(), under);
        store.proposer()
                .change(
                        register,
                        ChangeFunction.KEEP,
                        TIMEOUT,
                        outcome -> {
                            if (outcome instanceof Outcome.Chosen) {
                                copy(rest);
                            } else {
                                done.accept(false);
                            }
                        });
    }
}
