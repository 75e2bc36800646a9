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
import dev.cairn.replication.coordinator.WriteId;
import dev.cairn.replication.heal.Healing;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.message.Outcome;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.scan.Scans;
import dev.cairn.replication.shortpath.OwnKeys;
import dev.cairn.replication.shortpath.SharedParts;
import dev.cairn.replication.sighting.Presenting;
import dev.cairn.replication.watch.Journal;
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
    private final Env env;
    private final NodeFiles files;
    private final List<Shard> shards;
    private final Scans scans;
    private final Watches watches;
    private final Presenting presenting;
    private final PeerFrames frames;
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
        this.presenting = presenting();
        this.frames = new PeerFrames(env, shards, scans, watches, presenting, () -> draining);
    }

    private Presenting presenting() {
        return new Presenting(
                new Presenting.Env(
                        env.self(),
                        env.storage(),
                        env.lanes().getFirst(),
                        env.cluster(),
                        env.peers(),
                        env.storageEngine()::durablePosition,
                        env.events(),
                        this::begin,
                        this::abortAll),
                files.sightings());
    }

    /** The data directory is current: does its work. */
    private void begin() {
        shards.forEach(shard -> shard.runAlways(shard::start));
        healing.ifPresent(heals -> shards.getFirst().runAlways(heals::start));
        frames.release();
    }

    /** Ends what goes on in the background. */
    private void abortAll() {
        healing.ifPresent(heals -> shards.getFirst().runAlways(heals::close));
        shards.forEach(shard -> shard.runAlways(shard::abortAll));
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
        DynamoReplication replication = new DynamoReplication(env, files, journal, all, healing);
        try {
            replication.presenting.start();
        } catch (IOException unusable) {
            throw NodeFiles.unusable(env, unusable);
        }
        return replication;
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
        Optional<KvError> objection = objection();
        if (objection.isPresent()) {
            guarded.failed(objection.get());
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
        Optional<KvError> objection = objection();
        if (objection.isPresent()) {
            watcher.ended(objection.get());
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
        return objection().isEmpty()
                && files.rounds().isKnown()
                && shards.get(slice % shards.size()).admits();
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

    /** Why no client's request is taken now. */
    private Optional<KvError> objection() {
        return draining ? Optional.of(Refusals.STOPPING) : Refusals.of(presenting.freshness());
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
        Optional<KvError> objection = objection();
        if (objection.isPresent()) {
            counted.take(new Outcome.Failed(objection.get()));
            return;
        }
        StorageKey key = storageKey(request.key());
        Shard shard = shardOf(key);
        if (!shard.admits()) {
            counted.take(new Outcome.Failed(Refusals.OVERLOADED));
        } else if (!shard.run(() -> shard.request(key, request, counted))) {
            counted.take(new Outcome.Failed(Refusals.BUSY));
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
            guarded.failed(Refusals.BUSY);
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
        frames.frame(from, kind, payload);
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
    public void peerUp(NodeId peer) {
        shards.getFirst().runAlways(() -> presenting.peerUp(peer));
    }

    @Override
    public void peerDown(NodeId peer) {
        scans.peerDown(peer);
        watches.peerDown(peer);
        shards.getFirst().runAlways(() -> presenting.peerDown(peer));
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
        return presenting.freshness() == Freshness.CURRENT && files.rounds().isKnown();
    }

    @Override
    public Freshness freshness() {
        return presenting.freshness();
    }

    @Override
    public void drain() {
        draining = true;
        watches.end(Refusals.STOPPING);
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
        presenting.close();
        abortAll();
        scans.close();
        watches.end(Refusals.STOPPING);
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
