package dev.cairn.replication.topology;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.TopologyCodec;
import dev.cairn.api.cluster.Voter;
import dev.cairn.replication.paxos.Configuration;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.Register;
import dev.cairn.replication.paxos.Scope;
import java.util.List;

/** The topology as a chain of registers: each epoch is decided once, by the voters before it. */
public final class TopologyChain {
    /** The chain's name. */
    public static final String NAME = "topology";

    private TopologyChain() {}

    /** What a node that knows {@code topology} says of the chain. */
    static Scope scope(Topology topology) {
        return new Scope(
                NAME, topology.version() + 1, number(topology), TopologyCodec.encode(topology));
    }

    /** The register that decides what follows {@code topology}. */
    static Register after(Topology topology) {
        Scope scope = scope(topology);
        List<Voter> deciding = topology.voters().present();
        Configuration voters =
                new Configuration(
                        number(topology), List.of(deciding), topology.voters().areUnseen());
        return new Register() {
            @Override
            public Scope scope() {
                return scope;
            }

            @Override
            public Configuration voters() {
                return voters;
            }

            @Override
            public Configuration acceptors(Bytes value) {
                if (value.isEmpty()) {
                    return voters;
                }
                Topology next = TopologyCodec.decode(value);
                List<Voter> named = next.voters().present();
                boolean same = voters.unanimous() || named.equals(deciding);
                return new Configuration(
                        number(next),
                        same ? List.of(deciding) : List.of(deciding, named),
                        voters.unanimous());
            }
        };
    }

    /**
     * Whether a request about the chain is about one of this cluster, and carries what it says;
     * requests about plain registers are.
     */
    static boolean isSound(PaxosMessage.Request request, ClusterId cluster) {
        Scope scope =
                switch (request) {
                    case PaxosMessage.Ask ask -> ask.scope();
                    case PaxosMessage.Prepare prepare -> prepare.scope();
                    case PaxosMessage.Accept accept -> accept.scope();
                    case PaxosMessage.ListRegisters list -> list.scope();
                };
        if (!scope.isChained()) {
            return !scope.register().equals(NAME);
        }
        Topology base = TopologyCodec.decode(scope.base());
        if (request instanceof PaxosMessage.Accept accept && !accept.proposed().value().isEmpty()) {
            TopologyCodec.decode(accept.proposed().value());
        }
        return scope.equals(scope(base)) && base.cluster().equals(cluster);
    }

    /** Who must agree on plain registers: both sets while voters change. */
    static Configuration plain(Topology topology) {
        List<Voter> present = topology.voters().present();
        List<Voter> former = topology.voters().former();
        return Configuration.majorities(
                number(topology), former.isEmpty() ? List.of(present) : List.of(present, former));
    }

    private static long number(Topology topology) {
        return topology.version() - topology.epoch() + topology.voters().since();
    }
}
