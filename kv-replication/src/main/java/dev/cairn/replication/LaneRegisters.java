package dev.cairn.replication;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.register.KeyAcceptor;
import dev.cairn.replication.register.RegisterCodec;
import dev.cairn.replication.register.RegisterForgetting;
import dev.cairn.replication.register.RegisterMessage;
import dev.cairn.replication.register.Registers;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The keys of one lane that are registers: their proposer and this node's vote. Owned by it. */
final class LaneRegisters {
    private static final Duration TO_SETTLE = Duration.ofSeconds(2);

    private final NodeId self;
    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final Peers peers;
    private final Registers registers;
    private final KeyAcceptor acceptor;
    private final RegisterForgetting forgetting;

    /**
     * Nothing under way.
     *
     * @param limit how many requests may be under way
     * @param wanted hears of votes that this node does not have yet
     */
    LaneRegisters(
            Env env,
            NodeFiles files,
            Lane lane,
            Peers peers,
            LocalReplica replica,
            int limit,
            KeyAcceptor.Wanted wanted) {
        this.self = env.self();
        this.lane = lane;
        this.cluster = env.cluster();
        this.peers = peers;
        this.registers =
                new Registers(
                        lane,
                        new SplittableRandom(env.random().nextLong()),
                        limit,
                        files.rounds(),
                        this::send);
        KeyAcceptor.Memory memory =
                new KeyAcceptor.Memory(
                        env.storageEngine().survivesPowerLoss(),
                        files.voting(),
                        files.floors(),
                        files.rounds());
        this.acceptor =
                new KeyAcceptor(self, env.storage(), cluster, replica, memory, this::send, wanted);
        this.forgetting =
                new RegisterForgetting(
                        self,
                        lane,
                        cluster,
                        replica,
                        files.rounds(),
                        files.floors(),
                        this::expired);
    }

    Registers proposer() {
        return registers;
    }

    KeyAcceptor acceptor() {
        return acceptor;
    }

    /** Nothing but an old delete is left of a register, or its time is up, as it seemed. */
    void end(StorageKey key) {
        forgetting.forget(key);
    }

    /** A value whose time is up ends by agreement; its first owner sees to that. */
    private void expired(StorageKey key) {
        ClusterView view = cluster.get();
        int replicas = view.bucket(key.key().bucket()).n();
        if (view.writeOwners(key.slice(), replicas).getFirst().equals(self)) {
            settle(key);
        }
    }

    /** Has a register decided again where its acceptors differ or its time is up. */
    private void settle(StorageKey key) {
        registers.read(cluster.get(), key, TO_SETTLE, outcome -> {});
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
                    acceptor.copied(copied, () -> settle(copied.key()));
            case RegisterMessage.Look look -> acceptor.looked(from, look);
            case RegisterMessage.Seen seen -> registers.seen(from, seen);
        }
    }
}
