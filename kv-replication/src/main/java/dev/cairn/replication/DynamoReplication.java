package dev.cairn.replication;

import dev.cairn.api.Answer;
import dev.cairn.api.DeleteRequest;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.Explanation;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KeyValueService;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationRequest;
import dev.cairn.api.OperationResult;
import dev.cairn.api.PutRequest;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.ShortPath;
import dev.cairn.api.Watch;
import dev.cairn.api.WatchEvent;
import dev.cairn.api.WatchRequest;
import dev.cairn.api.Watcher;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.Replication;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.Transfers;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.collect.RoundCodec;
import dev.cairn.replication.collect.RoundMessage;
import dev.cairn.replication.coordinator.WriteId;
import dev.cairn.replication.heal.Healing;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.message.Outcome;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.pending.OperationTable;
import dev.cairn.replication.register.RegisterCodec;
import dev.cairn.replication.register.RegisterMessage;
import dev.cairn.replication.repair.RepairCodec;
import dev.cairn.replication.repair.RepairMessage;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.scan.ScanCodec;
import dev.cairn.replication.scan.Scans;
import dev.cairn.replication.shortpath.OwnKeys;
import dev.cairn.replication.shortpath.SharedParts;
import dev.cairn.replication.transfer.TransferCodec;
import dev.cairn.replication.transfer.TransferMessage;
import dev.cairn.replication.watch.Journal;
import dev.cairn.replication.watch.WatchCodec;
import dev.cairn.replication.watch.Watches;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One node's replication: a {@link Shard} for each lane, and the way of requests and frames to
 * theirs.
 */
final class DynamoReplication implements Replication, KeyValueService {
    private static final KvError STOPPING =
            KvError.of(ErrorCode.UNAVAILABLE, "this node is stopping");
    private static final KvError BUSY =
            KvError.of(ErrorCode.OVERLOADED, "too many requests wait for their lane");
    private static final KvError OVERLOADED =
            KvError.of(
                    ErrorCode.OVERLOADED,
                    "more is asked of this node than it can do; it takes no new requests now");

    private final Env env;
    private final NodeFiles files;
    private final List<Shard> shards;
    private final Scans scans;
    private final Watches watches;
    private final LongAdder answered = new LongAdder();
    private final Supplier<ShortPath> shortPaths;
    private final Optional<Healing> healing;
    private volatile boolean draining;

    private DynamoReplication(
            Env env,
            NodeFiles files,
            Journal journal,
            List<Shard> shards,
            Optional<Healing> healing) {
        this.env = env;
        this.files = files;
        this.shards = shards;
        this.scans = new Scans(env, files.whole(), this::fence, this::get);
        this.shortPaths = OwnKeys.of(shared());
        this.watches = new Watches(env, journal, this::get);
        this.healing = healing;
    }

    static DynamoReplication open(ReplicationConfig config, Env env) {
        NodeFiles files = NodeFiles.open(env);
        warnOfUnsyncedRegisters(env);
        Journal journal = new Journal(config.watchKeys());
        List<Shard> shards = new ArrayList<>();
        Optional<Healing> healing = NodeHealing.of(config, env, files, shards);
        Consumer<StorageException> damage =
                damaged -> healing.ifPresent(heals -> heals.met(damaged));
        for (Lane lane : env.lanes()) {
            shards.add(new Shard(config, env, files, journal, damage, lane));
        }
        List<Shard> all = List.copyOf(shards);
        env.storageEngine()
                .onDurable(position -> all.forEach(shard -> shard.durableAdvanced(position)));
        healing.ifPresent(Healing::start);
        return new DynamoReplication(env, files, journal, all, healing);
    }

    private static void warnOfUnsyncedRegisters(Env env) {
        boolean registers = env.cluster().get().copies().stream().anyMatch(Copies::registers);
        if (registers && !env.storageEngine().survivesPowerLoss()) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.WARNING,
                                    "this node has no vote in linearizable buckets: its storage"
                                            + " engine acknowledges what is not on stable storage"));
        }
    }

    @Override
    public KeyValueService keyValues() {
        return this;
    }

    @Override
    public void get(GetRequest request, Answer<ReadResult> answer) {
        request(
                ClientRequest.Read.of(request),
                outcome -> {
                    switch (outcome) {
                        case Outcome.Found(ReadResult result) -> answer.succeeded(result);
                        case Outcome.Failed(KvError error) -> answer.failed(error);
                        case Outcome.Written _, Outcome.Resolved _ -> answer.failed(unexpected());
                    }
                });
    }

    @Override
    public void put(PutRequest request, Answer<WriteResult> answer) {
        write(ClientRequest.Write.of(request), answer);
    }

    @Override
    public void delete(DeleteRequest request, Answer<WriteResult> answer) {
        write(ClientRequest.Write.of(request), answer);
    }

    @Override
    public void scan(ScanRequest request, Answer<ScanResult> answer) {
        Answer<ScanResult> guarded = guarded(answer);
        if (draining) {
            guarded.failed(STOPPING);
        } else {
            scans.scan(request, guarded);
        }
    }

    @Override
    public void resolve(OperationRequest request, Answer<OperationResult> answer) {
        WriteId id = WriteId.parse(request.operation());
        Optional<Key> key = request.key().or(id::key);
        if (key.isEmpty()) {
            answer.failed(
                    KvError.of(
                            ErrorCode.BAD_REQUEST,
                            "the id does not tell its key; name bucket and key beside it"));
            return;
        }
        if (!id.isOf(env.partitioner().token(key.get()))) {
            answer.failed(KvError.of(ErrorCode.BAD_REQUEST, "the id is that of another key"));
            return;
        }
        request(
                new ClientRequest.Resolve(key.get(), request.operation(), request.options()),
                outcome -> {
                    switch (outcome) {
                        case Outcome.Resolved(OperationResult.Status status) ->
                                answer.succeeded(
                                        new OperationResult(
                                                request.operation(), key.get(), status));
                        case Outcome.Failed(KvError error) -> answer.failed(error);
                        case Outcome.Found _, Outcome.Written _ -> answer.failed(unexpected());
                    }
                });
    }

    @Override
    public Watch watch(WatchRequest request, Watcher watcher) {
        if (draining) {
            watcher.ended(STOPPING);
            return Watch.ENDED;
        }
        return watches.watch(
                request,
                new Watcher() {
                    @Override
                    public void event(WatchEvent event) {
                        guard(() -> watcher.event(event));
                    }

                    @Override
                    public void ended(KvError error) {
                        guard(() -> watcher.ended(error));
                    }
                });
    }

    @Override
    public ShortPath shortPath() {
        return shortPaths.get();
    }

    private SharedParts shared() {
        return new SharedParts(
                env.self(),
                env.cluster(),
                env.consistency(),
                env.resolvers(),
                env.partitioner(),
                env.storageEngine(),
                files.whole(),
                env.lanes().getFirst().clock(),
                this::admits,
                slice -> shards.get(slice % shards.size()).shortWrites(),
                answered);
    }

    /** Whether a request of a slice is taken that comes now. */
    private boolean admits(int slice) {
        return !draining && files.rounds().isKnown() && shards.get(slice % shards.size()).admits();
    }

    private void write(ClientRequest.Write request, Answer<WriteResult> answer) {
        request(
                request,
                outcome -> {
                    switch (outcome) {
                        case Outcome.Written(WriteResult result) -> answer.succeeded(result);
                        case Outcome.Failed(KvError error) -> answer.failed(error);
                        case Outcome.Found _, Outcome.Resolved _ -> answer.failed(unexpected());
                    }
                });
    }

    private static KvError unexpected() {
        return KvError.of(ErrorCode.INTERNAL, "the coordinator answered another kind of request");
    }

    private void request(ClientRequest request, Outcome.Sink sink) {
        Outcome.Sink counted =
                outcome -> {
                    answered.increment();
                    guard(() -> sink.take(outcome));
                };
        if (draining) {
            counted.take(new Outcome.Failed(STOPPING));
            return;
        }
        StorageKey key = storageKey(request.key());
        Shard shard = shardOf(key);
        if (!shard.admits()) {
            counted.take(new Outcome.Failed(OVERLOADED));
        } else if (!shard.run(() -> shard.request(key, request, counted))) {
            counted.take(new Outcome.Failed(BUSY));
        }
    }

    /** A caller's fault stays the caller's: it must not stop what a lane has still to do. */
    private void guard(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException fault) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.ERROR, "an answer was not taken: " + fault));
        }
    }

    private <T> Answer<T> guarded(Answer<T> answer) {
        return new Answer<>() {
            @Override
            public void succeeded(T result) {
                guard(() -> answer.succeeded(result));
            }

            @Override
            public void failed(KvError error) {
                guard(() -> answer.failed(error));
            }
        };
    }

    @Override
    public void explain(Key key, Answer<Explanation> answer) {
        StorageKey stored = storageKey(key);
        Shard shard = shardOf(stored);
        Answer<Explanation> guarded = guarded(answer);
        if (!shard.run(() -> shard.explain(stored, guarded))) {
            guarded.failed(BUSY);
        }
    }

    private StorageKey storageKey(Key key) {
        return StorageKey.of(env.partitioner().token(key), key);
    }

    private Shard shardOf(StorageKey key) {
        return shards.get(key.slice() % shards.size());
    }

    @Override
    public void frame(NodeId from, int kind, MemorySegment payload) {
        try {
            if (ScanCodec.isScan(kind)) {
                scans.frame(from, kind, payload);
            } else if (WatchCodec.isWatch(kind)) {
                watches.frame(from, kind, payload);
            } else if (RepairCodec.isRepair(kind)) {
                repair(from, RepairCodec.decode(kind, payload));
            } else if (RegisterCodec.isRegister(kind)) {
                RegisterMessage message = RegisterCodec.decode(kind, payload);
                Shard shard = shards.get(message.slice() % shards.size());
                shard.run(() -> shard.register(from, message));
            } else if (RoundCodec.isRound(kind)) {
                round(from, RoundCodec.decode(kind, payload));
            } else if (TransferCodec.isTransfer(kind)) {
                TransferMessage message = TransferCodec.decode(kind, payload);
                Shard shard = shards.get(message.slice() % shards.size());
                shard.run(() -> shard.transfers().received(from, message));
            } else {
                message(from, PeerMessageCodec.decode(kind, payload));
            }
        } catch (MalformedException malformed) {
            env.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.WARNING,
                                    "dropped a frame of " + from + ": " + malformed.getMessage()));
        }
    }

    private void repair(NodeId from, RepairMessage message) {
        for (RepairMessage part : message.byLane(shards.size())) {
            Shard shard = shards.get(part.slice() % shards.size());
            shard.run(() -> shard.repair(from, part));
        }
    }

    private void round(NodeId from, RoundMessage message) {
        if (message instanceof RoundMessage.OfSlices slices) {
            for (RoundMessage.OfSlices part : slices.byLane(shards.size())) {
                Shard shard = shards.get(part.slice() % shards.size());
                shard.run(() -> shard.round(from, part));
            }
        } else {
            shards.getFirst().run(() -> shards.getFirst().round(from, message));
        }
    }

    private void message(NodeId from, PeerMessage message) {
        switch (message) {
            case PeerMessage.Request request -> {
                Shard shard = shardOf(request.key());
                boolean client = request instanceof PeerMessage.Forward;
                PeerRequests requests = shard.requests();
                long deadline = requests.deadline(request);
                if (client && draining) {
                    requests.refuse(from, request, STOPPING);
                } else if (client && !shard.admits()) {
                    requests.refuse(from, request, OVERLOADED);
                } else if (!shard.run(() -> requests.asked(from, request, deadline))) {
                    requests.refuse(from, request, BUSY);
                }
            }
            case PeerMessage.Answer answer -> {
                int lane = OperationTable.laneOf(answer.request());
                if (lane < shards.size()) {
                    Shard shard = shards.get(lane);
                    shard.runAlways(() -> shard.answered(from, answer));
                }
            }
        }
    }

    /** Runs the task once every lane has ended what it was doing. */
    private void fence(Runnable task) {
        AtomicInteger busy = new AtomicInteger(shards.size());
        shards.forEach(shard ->
                shard.runAlways(() -> {
                    if (busy.decrementAndGet() == 0) {
                        task.run();
                    }
                }));
    }

    @Override
    public void holds(String bucket, long version, Duration timeout, Answer<Boolean> answer) {
        scans.holds(bucket, version, timeout, answer);
    }

    @Override
    public void peerDown(NodeId peer) {
        scans.peerDown(peer);
        watches.peerDown(peer);
        shards.forEach(shard -> shard.runAlways(() -> shard.peerDown(peer)));
    }

    @Override
    public void clusterChanged() {
        files.follow(env.cluster().get().topology());
        shards.forEach(shard -> shard.runAlways(shard::clusterChanged));
        watches.clusterChanged();
    }

    @Override
    public Transfers transfers() {
        return new NodeTransfers(shards, files.whole());
    }

    @Override
    public long requests() {
        return answered.sum();
    }

    @Override
    public boolean isReady() {
        return files.rounds().isKnown();
    }

    @Override
    public void drain() {
        draining = true;
        watches.end(STOPPING);
    }

    @Override
    public void resume() {
        draining = false;
    }

    @Override
    public long keptForOthers() {
        return shards.stream().mapToLong(Shard::keptForOthers).sum();
    }

    @Override
    public void whenSafe(Runnable done) {
        AtomicInteger unsafe = new AtomicInteger(shards.size());
        shards.forEach(shard ->
                shard.whenSafe(() -> {
                    if (unsafe.decrementAndGet() == 0) {
                        done.run();
                    }
                }));
    }

    @Override
    public void close() {
        boolean drained = draining;
        draining = true;
        healing.ifPresent(heals -> shards.getFirst().runAlways(heals::close));
        shards.forEach(shard -> shard.runAlways(shard::abortAll));
        scans.close();
        watches.end(STOPPING);
        watches.close();
        if (drained) {
            try {
                files.closeCleanly(env.storageEngine());
            } catch (IOException refused) {
                env.events()
                        .emit(
                                new Event.Note(
                                        Event.Severity.WARNING,
                                        "the stop could not be marked as clean: "
                                                + refused.getMessage()));
            }
        }
    }
}
