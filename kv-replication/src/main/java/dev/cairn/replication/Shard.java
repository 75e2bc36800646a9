package dev.cairn.replication;

import dev.cairn.api.Answer;
import dev.cairn.api.Explanation;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.api.spi.StorageException;
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
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.round.RoundTable;
import dev.cairn.replication.shortpath.LaneWrites;
import dev.cairn.replication.transfer.Asks;
import dev.cairn.replication.transfer.LaneTransfers;
import dev.cairn.replication.transfer.TransferParts;
import dev.cairn.replication.watch.Journal;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Coordinator and replica of the slices of one lane, put together: the one place where the rooms of
 * this module meet. Owned by that lane, apart from {@link #run}, {@link #runAlways} and {@link
 * #durableAdvanced}, which any thread may call.
 *
 * <pre>
 *  clients ──▶ Coordinator ──┐
 *  peers ────▶ PeerRequests ─┼─▶ LocalReplica ─▶ engine
 *              LaneRegisters ┘     ▲
 *              AntiEntropy, Rounds, LaneTransfers, Handoff: in the background
 * </pre>
 */
final class Shard {
    private final NodeId self;
    private final long storage;
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
    private final Consumer<StorageException> unreadable;
    private final Rounds rounds;
    private final Learning learning;
    private final HeardEpochs epochs;
    private final LaneRegisters registers;
    private final PeerRequests requests;
    private final LaneWrites shortWrites;
    private final LaneDelay delay;
    private final int maxArriving;
    private final AtomicInteger arriving = new AtomicInteger();

    Shard(
            ReplicationConfig config,
            Env env,
            NodeFiles files,
            Journal journal,
            Consumer<StorageException> damage,
            Lane lane) {
        RoundTable table = files.rounds();
        this.roundTable = table;
        this.unreadable = AntiEntropy.unreadable(env.events()).andThen(damage);
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
                        damage,
                        this::wrote,
                        journal::wrote);
        this.operations = new OperationTable(lane, config.maxInFlight(), env.random().nextLong());
        this.delay = new LaneDelay(lane, () -> operations.size() + arriving.get());
        DotMint mint = new DotMint(self, env.storage(), files.epochs());
        this.handoff =
                new Handoff(
                        self,
                        lane,
                        cluster,
                        new Handoff.Parts(replica, operations, peers, table, env.requestTimeout()));
        this.epochs = new HeardEpochs(lane, cluster, env::behind);
        this.maxArriving = config.maxInFlight() + config.maxWaiting();
        this.registers =
                new LaneRegisters(
                        env,
                        files,
                        lane,
                        peers,
                        replica,
                        config.maxInFlight(),
                        (slice, replicas) -> transfers().wanted(slice, replicas));
        HybridClock stamps = new HybridClock(lane.clock());
        this.coordinator = coordinator(config, env, mint, stamps);
        this.shortWrites = shortWrites(env, mint, stamps);
        this.requests = requests(env);
        this.antiEntropy = antiEntropy(config, env);
        TransferParts parts = transferParts(config, env, files);
        this.transfers = new LaneTransfers(parts, peers, handoff);
        this.rounds = rounds(config, env);
        this.learning = new Learning(self, lane, cluster, peers, table);
        this.storage = env.storage();
    }

    /** Begins what it does unasked. */
    void start() {
        antiEntropy.start(storage);
        handoff.start();
        transfers.start();
        rounds.start();
        if (lane.index() == 0) {
            learning.start();
        }
    }

    private Coordinator coordinator(
            ReplicationConfig config, Env env, DotMint mint, HybridClock stamps) {
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
                        stamps,
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

    private LaneWrites shortWrites(Env env, DotMint mint, HybridClock stamps) {
        return new LaneWrites(
                new LaneWrites.Parts(
                        self,
                        env.storage(),
                        lane,
                        env.storageEngine(),
                        replica,
                        operations,
                        roundTable,
                        mint,
                        stamps,
                        env.requestTimeout(),
                        coordinator::goOn));
    }

    private PeerRequests requests(Env env) {
        return new PeerRequests(
                self,
                lane,
                cluster,
                peers,
                new PeerRequests.Parts(
                        replica,
                        handoff,
                        coordinator,
                        roundTable,
                        whole,
                        epochs,
                        env::bucketsBehind));
    }

    private AntiEntropy antiEntropy(ReplicationConfig config, Env env) {
        return new AntiEntropy(
                self,
                lane,
                env.lanes().size(),
                cluster,
                env.storageEngine(),
                env.storageThreads(),
                peers,
                unreadable,
                config.repair(),
                roundTable,
                this::forget);
    }

    private Rounds rounds(ReplicationConfig config, Env env) {
        WorkQueue work =
                new WorkQueue(
                        lane, env.storageThreads(), config.repairBytesPerSecond(), unreadable);
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

    private TransferParts transferParts(ReplicationConfig config, Env env, NodeFiles files) {
        WorkQueue work =
                new WorkQueue(
                        lane, env.storageThreads(), config.transferBytesPerSecond(), unreadable);
        return new TransferParts(
                self,
                lane,
                env.lanes().size(),
                cluster,
                env.storageEngine(),
                replica,
                registers.acceptor(),
                files.voting(),
                files.floors(),
                whole,
                roundTable,
                work,
                new Asks(lane, cluster, peers, env.random().nextLong()),
                env.requestTimeout());
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

    void request(StorageKey key, ClientRequest request, Outcome.Sink sink) {
        if (!roundTable.isKnown()) {
            sink.take(new Outcome.Failed(Refusals.LEARNING));
            return;
        }
        coordinator.request(key, request, sink);
    }

    /** Writes that this node makes alone. */
    LaneWrites shortWrites() {
        return shortWrites;
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

    /** Something of these slices was taken out of the store. */
    void excised(BitSet slices) {
        antiEntropy.outdated(slices);
        transfers.excised();
    }

    /** What peers ask of this lane. */
    PeerRequests requests() {
        return requests;
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
        if (requests.isRegister(key)) {
            registers.end(key);
            return;
        }
        replica.read(
                key,
                new Forgetting(
                        key,
                        replica,
                        roundTable,
                        () -> requests.isOwner(key.slice(), key.key().bucket())));
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
}
