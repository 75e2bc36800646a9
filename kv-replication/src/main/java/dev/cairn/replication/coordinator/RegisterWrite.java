package dev.cairn.replication.coordinator;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.Receipt;
import dev.cairn.api.WriteResult;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.version.VectorClock;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.paxos.Outcome;
import dev.cairn.replication.register.RegisterChange;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A put or a delete of a key that is a register. The tag by which it knows its own effect follows
 * from its operation id, so one that its caller repeats under the same id takes effect once, as
 * long as the register remembers it.
 */
final class RegisterWrite implements RegisterOperation.Work {
    private final Surroundings node;
    private final StorageKey key;
    private final OperationId operation;
    private final RegisterChange change;

    RegisterWrite(
            Surroundings node, StorageKey key, BucketProperties bucket, ClientRequest.Write write) {
        long millis = node.stamps().clock().millis();
        this.node = node;
        this.key = key;
        this.operation =
                write.operation().orElseGet(() -> WriteId.of(key, millis, node.registers().draw()));
        RegisterChange.Write wanted =
                new RegisterChange.Write(
                        tag(operation),
                        write.value(),
                        write.tombstone(),
                        write.condition(),
                        millis,
                        expires(write, bucket, millis),
                        WriteId.parse(operation).at(key).isTooOld(millis));
        this.change = new RegisterChange(wanted, node.registers().moments(key));
    }

    private static OptionalLong expires(
            ClientRequest.Write write, BucketProperties bucket, long millis) {
        Optional<Duration> ttl = write.ttl().or(bucket::ttl);
        return ttl.isPresent() && !write.tombstone()
                ? OptionalLong.of(millis + ttl.get().toMillis())
                : OptionalLong.empty();
    }

    /** How a register names a write. */
    static long tag(OperationId operation) {
        return Hashing.xxh3_64().hashCharsToLong(operation.text());
    }

    @Override
    public boolean answers(StoredItem held, Route route, Reply reply) {
        return false;
    }

    @Override
    public boolean takesTurns() {
        return true;
    }

    @Override
    public void propose(ClusterView view, Duration timeout, Consumer<Outcome> sink) {
        node.registers().change(view, key, change, timeout, sink);
    }

    @Override
    public void agreed(Bytes value, Receipt receipt, Reply reply) {
        switch (change.effect(value)) {
            case RegisterChange.Effect.Written(Optional<ETag> etag) ->
                    reply.written(
                            new WriteResult(
                                    new Context(Bytes.EMPTY),
                                    VectorClock.of(Map.of()),
                                    etag,
                                    operation,
                                    receipt));
            case RegisterChange.Effect.Conflict _ ->
                    reply.failed(ErrorCode.CONFLICT, "the condition does not hold");
            case RegisterChange.Effect.Cancelled _ ->
                    reply.failed(EarlierWrite.cancelled().error());
            case RegisterChange.Effect.TooOld _ -> reply.failed(EarlierWrite.tooOld().error());
            case RegisterChange.Effect.Unknown _ ->
                    reply.failed(failed(ErrorCode.TIMEOUT, "other writes came after", true));
        }
    }

    @Override
    public KvError failed(ErrorCode code, String detail, boolean inDoubt) {
        return inDoubt
                ? new KvError(code, detail + "; the write may take effect", Optional.of(operation))
                : KvError.of(code, "nothing was written: " + detail);
    }
}
