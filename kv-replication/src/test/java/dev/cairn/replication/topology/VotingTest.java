package dev.cairn.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.env.Directory;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.FrameKinds;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Transfers;
import dev.cairn.api.spi.Transport;
import dev.cairn.replication.paxos.PaxosMessage;
import dev.cairn.replication.paxos.PaxosMessageCodec;
import dev.cairn.replication.paxos.Scope;
import dev.cairn.testkit.sim.SimulatedDirectory;
import dev.cairn.testkit.sim.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** CORRECTNESS rules 1 and 13: a node that may be on an old copy has no vote on the topology. */
class VotingTest {
    private static final NodeId ASKING = new NodeId("n2");
    private static final Member SELF =
            new Member(
                    new NodeId("n1"),
                    9,
                    new Address("n1", 4700),
                    Zone.DEFAULT,
                    1,
                    MemberState.ACTIVE);

    private final Simulation world = new Simulation(1);
    private final Surroundings surroundings = new Surroundings();

    private List<NodeId> answeredOnceAsked() throws IOException {
        Membership membership = CasPaxosMembership.open(CasPaxosConfig.DEFAULT, surroundings);
        PaxosMessage question = new PaxosMessage.Ask(1, SELF.storage(), Scope.plain("r", 1));
        surroundings.lane.execute(() ->
                membership.receive(
                        ASKING,
                        FrameKinds.REGISTERS,
                        PaxosMessageCodec.encode(question).segment()));
        world.time().advance(Duration.ofSeconds(1));
        return surroundings.answered;
    }

    @Test
    void itVotesOnceItsDirectoryIsKnownToBeCurrent() throws IOException {
        assertThat(answeredOnceAsked()).containsExactly(ASKING);
    }

    @Test
    void notBeforeThat() throws IOException {
        surroundings.current = false;
        assertThat(answeredOnceAsked()).isEmpty();
    }

    private final class Surroundings implements Membership.Env {
        private final Lane lane = world.lanes(1).getFirst();
        private final Directory directory = new SimulatedDirectory();
        private final List<NodeId> answered = new ArrayList<>();
        private boolean current = true;

        @Override
        public boolean mayVote() {
            return current;
        }

        @Override
        public Member self() {
            return SELF;
        }

        @Override
        public Lane lane() {
            return lane;
        }

        @Override
        public Directory directory() {
            return directory;
        }

        @Override
        public boolean fresh() {
            return true;
        }

        @Override
        public Topology founding() {
            return Topology.founding(new ClusterId(1), List.of(SELF));
        }

        @Override
        public Executor storageThreads() {
            return lane;
        }

        @Override
        public RandomGenerator random() {
            return world.random("n1");
        }

        @Override
        public EventSink events() {
            return EventSink.NONE;
        }

        @Override
        public Membership.Ownership ownership() {
            return new Nothing();
        }

        @Override
        public Transfers transfers() {
            return (topology, arrived) -> arrived.run();
        }

        @Override
        public Liveness liveness(NodeId node) {
            return Liveness.ALIVE;
        }

        @Override
        public void send(NodeId to, Transport.Frame frame) {
            answered.add(to);
        }
    }

    private static final class Nothing implements Membership.Ownership {
        @Override
        public List<Copies> copies() {
            return List.of();
        }

        @Override
        public boolean mayChangeUnasked() {
            return false;
        }

        @Override
        public PreferenceTable owners(Topology topology, int replicas) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Member drawTokens(Topology topology, Member newcomer) {
            return newcomer;
        }

        @Override
        public Member inherit(Member heir, Member gone) {
            return heir;
        }
    }
}
