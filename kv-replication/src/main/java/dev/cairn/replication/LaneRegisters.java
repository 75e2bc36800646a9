package dev.cairn.replication;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.register.KeyAcceptor;
import dev.cairn.replication.register.RegisterCodec;
import dev.cairn.replication.register.RegisterMessage;
import dev.cairn.replication.register.Registers;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.WholeSlices;
import java.util.SplittableRandom;

/** The keys of one lane that are registers: their proposer and this node's vote. Owned by it. */
final class LaneRegisters {
    private final NodeId self;
    private final Lane lane;
    private final Peers peers;
    private final Registers registers;
    private final KeyAcceptor acceptor;

    /**
     * Nothing under way.
     *
     * @param limit how many requests may be under way
     * @param wanted hears of votes that this node does not have yet
     */
    LaneRegisters(
            Env env,
            Lane lane,
            Peers peers,
            LocalReplica replica,
            WholeSlices voting,
            int limit,
            KeyAcceptor.Wanted wanted) {
        this.self = env.self();
        this.lane = lane;
        this.peers = peers;
        this.registers =
                new Registers(
                        lane, new SplittableRandom(env.random().nextLong()), limit, this::send);
        this.acceptor =
                new KeyAcceptor(
                        self,
                        env.storage(),
                        env.cluster(),
                        replica,
                        env.storageEngine().survivesPowerLoss(),
                        voting,
                        this::send,
                        wanted);
    }

    Registers proposer() {
        return registers;
    }

    KeyAcceptor acceptor() {
        return acceptor;
    }

    private void send(NodeId to, RegisterMessage message) {
        if (to.equals(self)) {
            lane.execute(() -> received(self, message));
        } else {
            peers.send(to, RegisterCodec.encode(message));
        }
    }

    /** A message of another node, or of this one. */
    void received(NodeId from, RegisterMessage message) {
        switch (message) {
            case RegisterMessage.Asked asked -> acceptor.asked(from, asked);
            case RegisterMessage.Answered answered -> registers.answered(from, answered.answer());
            case RegisterMessage.Copied copied ->
                    acceptor.adopt(copied.key(), copied.register(), KeyAcceptor.UNOBSERVED);
        }
    }
}
