package dev.cairn.replication.pending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessage.WriteAck;
import dev.cairn.testkit.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperationTableTest {
    private final Simulation world = new Simulation(1);
    private final Lane lane = world.lanes(3).get(2);
    private final OperationTable table = new OperationTable(lane, 2, -5);
    private final List<String> told = new ArrayList<>();

    private long open(String name, long deadlineMillis) {
        Operation operation =
                new Operation() {
                    @Override
                    public void answered(NodeId from, PeerMessage.Answer answer) {
                        told.add(name + " answered by " + from);
                    }

                    @Override
                    public void peerDown(NodeId peer) {
                        told.add(name + " lost " + peer);
                    }

                    @Override
                    public void expired() {
                        told.add(name + " expired at " + world.time().nanos() / 1_000_000);
                    }

                    @Override
                    public void aborted() {
                        told.add(name + " aborted");
                    }
                };
        return table.open(operation, deadlineMillis * 1_000_000);
    }

    @Test
    void idsAreNeverZeroNorUsedAgainAndNameTheLane() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            long id = open("x", 1);
            assertThat(id).isNotEqualTo(PeerMessage.NO_ANSWER);
            assertThat(OperationTable.laneOf(id)).isEqualTo(2);
            assertThat(ids.add(id)).isTrue();
            table.close(id);
        }
    }

    @Test
    void aFullTableTakesNothing() {
        long first = open("a", 1);
        open("b", 1);
        assertThat(open("c", 1)).isEqualTo(OperationTable.FULL);
        table.close(first);
        table.close(first);
        assertThat(open("c", 1)).isNotEqualTo(OperationTable.FULL);
        assertThat(open("d", 1)).isEqualTo(OperationTable.FULL);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void answersReachTheirOperationWhileItIsOpen() {
        long id = open("a", 1);
        NodeId from = new NodeId("n2");
        table.answered(from, new WriteAck(id, 1, true));
        table.answered(from, new WriteAck(id + (1L << 24), 1, true));
        table.answered(from, new WriteAck(0, 1, true));
        table.close(id);
        table.answered(from, new WriteAck(id, 1, true));
        table.peerDown(from);
        assertThat(told).containsExactly("a answered by n2");
    }

    @Test
    void everyOperationExpiresAtItsOwnDeadline() {
        open("late", 30);
        open("soon", 10);
        world.time().advance(Duration.ofMillis(20));
        assertThat(told).containsExactly("soon expired at 10");
        open("next", 25);
        world.time().advance(Duration.ofMillis(20));
        assertThat(told)
                .containsExactly("soon expired at 10", "next expired at 25", "late expired at 30");
        assertThat(table.size()).isZero();
    }

    @Test
    void abortingTellsEveryOperationOnce() {
        open("a", 1);
        open("b", 1);
        table.abortAll();
        world.time().advance(Duration.ofSeconds(1));
        assertThat(told).containsExactly("a aborted", "b aborted");
    }
}
