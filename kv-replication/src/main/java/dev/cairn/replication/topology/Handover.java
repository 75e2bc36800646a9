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
    private final Topology topology;
    private final Consumer<Boolean> done;

    private Handover(RegisterTopologyStore store, Topology topology, Consumer<Boolean> done) {
        this.store = store;
        this.topology = topology;
        this.done = done;
    }

    /** Copies all; tells whether every register is now held by the present voters. */
    static void run(RegisterTopologyStore store, Consumer<Boolean> done) {
        Topology topology = store.current();
        Handover handover = new Handover(store, topology, done);
        Configuration former =
                Configuration.majorities(
                        TopologyChain.plain(topology).number(),
                        List.of(topology.voters().former()));
        store.proposer().list(TopologyChain.scope(topology), former, TIMEOUT, handover::copyAll);
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
        Register register = Register.plain(rest.next(), TopologyChain.plain(topology));
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
