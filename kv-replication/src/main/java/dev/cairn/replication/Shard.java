package dev.cairn.replication;

import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.api.spi.Transport;
import dev.cairn.replication.collect.Learning;
import dev.cairn.replication.collect.RoundMessage;
import dev.cairn.replication.collect.Rounds;
import dev.cairn.replication.coordinator.Coordinator;
import dev.cairn.replication.coordinator.Settlements;
import dev.cairn.replication.coordinator.Surroundings;
import dev.cairn.replication.hint.Handoff;
import dev.cairn.replication.load.LaneDelay;
import dev.cairn.replication.load.PeerLoads;
import dev.cairn.replication.load.Spares;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.message.Outcome;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.mint.DotMint;
import dev.cairn.replication.mint.HybridClock;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.register.RegisterMessage;
import dev.cairn.replication.repair.AntiEntropy;
import dev.cairn.replication.repair.RepairMessage;
import dev.cairn.replication.repair.SliceScan;
import dev.cairn.replication.repair.WorkQueue;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.WholeSlices;
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.round.RoundTable;
import dev.cairn.replication.transfer.Asks;
import dev.cairn.replication.transfer.LaneTransfers;
import dev.cairn.replication.transfer.TransferParts;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Coordinator and replica of the slices of one lane. Owned by that lane, apart from {@link #run},
 * {@link #runAlways}, {@link #refuse} and {@link #durableAdvanced}, which any thread may call.
 */
final class Shard {
    private final NodeId self;
    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final Peers peers;
    private final LocalReplica replica;
    private final OperationTable operations;
    private final Coordinator coordinator;
    private final AntiEntropy antiEntropy;
    private final Handoff handoff;
    private final LaneTransfers transfers;
    private final RoundTable roundTable;
    private final Wholeness whole;
    private final Rounds rounds;
    private final Learning learning;
    private final HeardEpochs epochs;
    private final LaneRegisters registers;
    private final Runnable bucketsBehind;
    private final LaneDelay delay;
    private final int maxArriving;
    private final AtomicInteger arriving = new AtomicInteger();

    Shard(ReplicationConfig config, Env env, NodeFiles files, Lane lane) {
        RoundTable table = files.rounds();
        this.roundTable = table;
        this.whole = files.whole();
        this.self = env.self();
        this.lane = lane;
        this.cluster = env.cluster();
        this.peers =
                (to, frame) ->
                        frame.size() <= Transport.MAX_FRAME_BYTES && env.peers().send(to, frame);
        this.replica =
                new LocalReplica(
                        lane,
                        env.storageEngine(),
                        env.storageThreads(),
                        config.maxWaiting(),
                        env.events(),
                        this::wrote);
        this.operations = new OperationTable(lane, config.maxInFlight(), env.random().nextLong());
        this.delay = new LaneDelay(lane, () -> operations.size() + arriving.get());
        DotMint mint = new DotMint(self, env.storage(), files.epochs());
        this.handoff =
                new Handoff(
                        self,
                        lane,
                        cluster,
                        new Handoff.Parts(
                                replica, operations, peers, table, mint, env.requestTimeout()));
        this.epochs = new HeardEpochs(lane, cluster, env::behind);
        this.bucketsBehind = env::bucketsBehind;
        this.maxArriving = config.maxInFlight() + config.maxWaiting();
        this.registers =
                new LaneRegisters(
                        env,
                        lane,
                        peers,
                        replica,
                        files.voting(),
                        config.maxInFlight(),
                        (slice, replicas) -> transfers().wanted(slice, replicas));
        this.coordinator = coordinator(config, env, mint);
        this.antiEntropy =
                new AntiEntropy(
                        self,
                        lane,
                        env.lanes().size(),
                        cluster,
                        env.storageEngine(),
                        env.storageThreads(),
                        peers,
                        env.events(),
                        config.repair(),
                        table,
                        this::forget);
        antiEntropy.start(env.storage());
        handoff.start();
        TransferParts parts = transferParts(config, env, files.voting());
        this.transfers = new LaneTransfers(parts, peers, handoff, mint);
        transfers.start();
        this.rounds = rounds(config, env);
        rounds.start();
        this.learning = new Learning(self, lane, cluster, peers, table);
        if (lane.index() == 0) {
            learning.start();
        }
    }

    private Coordinator coordinator(ReplicationConfig config, Env env, DotMint mint) {
        Surroundings surroundings =
                new Surroundings(
                        self,
                        lane,
                        cluster,
                        env.consistency(),
                        env.resolvers(),
                        replica,
                        handoff,
                        roundTable,
                        whole,
                        mint,
                        new HybridClock(lane.clock()),
                        peers,
                        registers.proposer(),
                        operations,
                        new PeerLoads(self),
                        new Spares(
                                config.spareReads(), new SplittableRandom(env.random().nextLong())),
                        new Settlements(lane.clock()),
                        env.requestTimeout());
        return new Coordinator(surroundings, config.maxInFlight() / 4);
    }

    private Rounds rounds(ReplicationConfig config, Env env) {
        WorkQueue work =
                new WorkQueue(
                        lane,
                        env.storageThreads(),
                        config.repairBytesPerSecond(),
                        AntiEntropy.unreadable(env.events()));
        return new Rounds(
                self,
                lane,
                env.lanes().size(),
                cluster,
                peers,
                env.events(),
                config.roundInterval(),
                new Rounds.Parts(
                        roundTable,
                        antiEntropy,
                        new SliceScan(env.storageEngine()),
                        work,
                        handoff));
    }

    private TransferParts transferParts(ReplicationConfig config, Env env, WholeSlices voting) {
        WorkQueue work =
                new WorkQueue(
                        lane,
                        env.storageThreads(),
                        config.transferBytesPerSecond(),
                        AntiEntropy.unreadable(env.events()));
        return new TransferParts(
                self,
                lane,
                env.lanes().size(),
                cluster,
                env.storageEngine(),
                replica,
                registers.acceptor(),
                voting,
                whole,
                roundTable,
                work,
                new Asks(lane, cluster, peers, env.random().nextLong()));
    }

    /**
     * Runs the task on the lane, at once when the caller is on it; false when too many wait for the
     * lane already.
     */
    boolean run(Runnable task) {
        if (lane.isCurrent()) {
            task.run();
            return true;
        }
        if (arriving.incrementAndGet() > maxArriving) {
            arriving.decrementAndGet();
            return false;
        }
        lane.execute(() -> {
            arriving.decrementAndGet();
            task.run();
        });
        return true;
    }

    /** Runs what must not be refused: there are no more of those than operations under way. */
    void runAlways(Runnable task) {
        if (lane.isCurrent()) {
            task.run();
        } else {
            lane.execute(task);
        }
    }

    /** Whether the lane takes a client's request that comes now. Callable on any thread. */
    boolean admits() {
        return delay.admits();
    }

    /** When an answer to what a peer asks now is in vain, by the lane's clock. */
    long deadline(PeerMessage.Request request) {
        return lane.clock().nanos()
                + request.patience().map(Duration::toNanos).orElse(Long.MAX_VALUE / 2);
    }

    boolean isPast(long deadlineNanos) {
        return lane.clock().nanos() - deadlineNanos >= 0;
    }

    void request(StorageKey key, ClientRequest request, Outcome.Sink sink) {
        if (!roundTable.isKnown()) {
            sink.take(new Outcome.Failed(Refusals.LEARNING));
            return;
        }
        coordinator.request(key, request, sink);
    }

    void explain(StorageKey key, Answer<Explanation> answer) {
        coordinator.explain(key, answer);
    }

    /** This node goes by a newer topology than before. */
    void clusterChanged() {
        operations.clusterChanged();
        transfers.clusterChanged();
        if (lane.index() == 0) {
            learning.start();
        }
    }

    /**
     * A peer asks this node as a replica, or as a coordinator. What is asked of an owner is done
     * only where this node is one by its own topology (CORRECTNESS rule 9), and nothing is done for
     * which nobody waits any more.
     */
    void asked(NodeId from, PeerMessage.Request request, long deadlineNanos) {
        if (isPast(deadlineNanos)) {
            return;
        }
        StorageKey key = request.key();
        epochs.heard(from, request.epoch());
        if (request.bucketVersion() > cluster.get().bucket(key.key().bucket()).version()) {
            bucketsBehind.run();
        }
        boolean owner = isOwner(key.slice(), key.key().bucket());
        boolean forOthers =
                request instanceof PeerMessage.Hint || request instanceof PeerMessage.HintRead;
        if (!owner && !forOthers) {
            if (request.request() != PeerMessage.NO_ANSWER) {
                send(from, new PeerMessage.NotOwner(request.request(), epoch()));
            }
            return;
        }
        boolean register = cluster.get().bucket(key.key().bucket()).mode() == Mode.LINEARIZABLE;
        if (register && !(request instanceof PeerMessage.Forward)) {
            refuse(from, request, Refusals.REGISTER);
            return;
        }
        switch (request) {
            case PeerMessage.ReplicaWrite write -> write(from, write);
            case PeerMessage.ReplicaRead read ->
                    replica.read(key, new PeerRead(this, from, read, deadlineNanos));
            case PeerMessage.HintRead read ->
                    replica.read(key, new PeerRead(this, from, read, deadlineNanos));
            case PeerMessage.Hint hint -> keep(from, hint, owner);
            case PeerMessage.Bar bar ->
                    coordinator.bar(
                            key, bar.operation(), new PeerRead(this, from, bar, deadlineNanos));
            case PeerMessage.Forward forward when !roundTable.isKnown() ->
                    refuse(from, forward, Refusals.LEARNING);
            case PeerMessage.Forward forward when coordinator.isForOthers(key, forward.client()) ->
                    refuse(from, forward, Refusals.REBUILDING);
            case PeerMessage.Forward forward ->
                    coordinator.forwarded(
                            key,
                            forward.client(),
                            outcome ->
                                    send(
                                            from,
                                            new PeerMessage.ForwardAnswer(
                                                    forward.request(), epoch(), outcome)));
        }
    }

    /** Joins what is no older than the slice's rounds (CORRECTNESS rule 4). */
    private void write(NodeId from, PeerMessage.ReplicaWrite write) {
        if (roundTable.isTaken(write.key().slice(), write.round())) {
            replica.merge(write.key(), write.item(), new PeerWrite(from, write));
        } else {
            refuse(from, write, Refusals.TOO_OLD);
        }
    }

    /** Whether this node is written what the slice holds of the bucket. */
    private boolean isOwner(int slice, String bucket) {
        ClusterView view = cluster.get();
        return view.isWritten(self, slice, view.bucket(bucket).n());
    }

    /** Whether this node holds all it has acknowledged of the key's slice. */
    boolean isWhole(StorageKey key) {
        return whole.isWhole(key.slice(), cluster.get().bucket(key.key().bucket()).n());
    }

    /** Keeps an item for owners that cannot be reached. */
    private void keep(NodeId from, PeerMessage.Hint hint, boolean owner) {
        int slice = hint.key().slice();
        boolean recent =
                owner
                        ? roundTable.isTaken(slice, hint.round())
                        : roundTable.isKept(slice, hint.round());
        if (!recent) {
            refuse(from, hint, Refusals.TOO_OLD);
            return;
        }
        if (!owner && handoff.isFull()) {
            KvError full = KvError.of(ErrorCode.UNAVAILABLE, self + " keeps too much for others");
            refuse(from, hint, full);
            return;
        }
        replica.merge(hint.key(), hint.item(), new PeerWrite(from, hint));
        if (!owner) {
            handoff.hold(hint.key());
        }
    }

    /** Tells a peer that nothing of its request was done. */
    void refuse(NodeId from, PeerMessage.Request request, KvError error) {
        if (request.request() != PeerMessage.NO_ANSWER) {
            send(from, new PeerMessage.Refusal(request.request(), epoch(), error));
        }
    }

    void answered(NodeId from, PeerMessage.Answer answer) {
        epochs.heard(from, answer.epoch());
        operations.answered(from, answer);
    }

    /** What a peer says of a key that is a register. */
    void register(NodeId from, RegisterMessage message) {
        epochs.heard(from, message.epoch());
        registers.received(from, message);
    }

    /** A peer's part of an exchange with this replica. */
    void repair(NodeId from, RepairMessage message) {
        antiEntropy.received(from, message);
    }

    /** A peer's part of a round of deletes; what is of no slice is for the first lane. */
    void round(NodeId from, RoundMessage message) {
        switch (message) {
            case RoundMessage.WhichRounds _ -> learning.asked(from);
            case RoundMessage.KnownRounds known -> learning.told(from, known);
            case RoundMessage.OfSlices of -> rounds.received(from, of);
        }
    }

    /** Nothing but old deletes is left of a key, as it seemed to a scan. */
    private void forget(StorageKey key) {
        replica.read(
                key,
                new Forgetting(
                        key, replica, roundTable, () -> isOwner(key.slice(), key.key().bucket())));
    }

    /** What this lane has to do with ranges that change owners. */
    LaneTransfers transfers() {
        return transfers;
    }

    void peerDown(NodeId peer) {
        operations.peerDown(peer);
        coordinator.peerDown(peer);
        transfers.peerDown(peer);
    }

    void abortAll() {
        antiEntropy.close();
        rounds.close();
        learning.close();
        handoff.close();
        transfers.close();
        operations.abortAll();
    }

    /** How many keys this lane keeps for others; callable on any thread. */
    int keptForOthers() {
        return handoff.lastSize();
    }

    /** Runs the task once all that this lane has written is safe; never when the disk refuses. */
    void whenSafe(Runnable task) {
        runAlways(() -> replica.awaitAll(new WhenSafe(task)));
    }

    void durableAdvanced(long position) {
        replica.durableAdvanced(position);
    }

    private void wrote(int slice) {
        whole.wrote();
        antiEntropy.wrote(slice);
    }

    long epoch() {
        return cluster.get().topology().epoch();
    }

    /**
     * An answer that cannot be sent is lost: who asked hears of the link or waits for its deadline.
     */
    void send(NodeId to, PeerMessage message) {
        peers.send(to, PeerMessageCodec.encode(message));
    }

    private final class PeerWrite implements LocalReplica.StoredSink {
        private final NodeId from;
        private final PeerMessage.Request write;

        PeerWrite(NodeId from, PeerMessage.Request write) {
            this.from = from;
            this.write = write;
        }

        @Override
        public void stored(boolean durable) {
            StorageKey key = write.key();
            if (!isOwner(key.slice(), key.key().bucket())) {
                handoff.keep(key);
            }
            if (write.request() != PeerMessage.NO_ANSWER) {
                send(from, new PeerMessage.WriteAck(write.request(), epoch(), durable));
            }
        }

        @Override
        public void failed(KvError error) {
            refuse(from, write, error);
        }
    }
}
