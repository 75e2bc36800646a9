package dev.cairn.replication.coordinator;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.OperationId;
import dev.cairn.api.OperationResult.Status;
import dev.cairn.api.Receipt;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.replication.paxos.ChangeFunction;
import dev.cairn.replication.paxos.Outcome;
import dev.cairn.replication.register.Moment;
import dev.cairn.replication.register.RegisterCancel;
import dev.cairn.replication.register.RegisterKeep;
import dev.cairn.replication.register.RegisterValue;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A write to a register that is settled: it is found to have taken effect, or the register refuses
 * it from then on. What the register cannot tell, since too many writes came after, stays unknown.
 */
final class RegisterResolve implements RegisterOperation.Work {
    private final Surroundings node;
    private final StorageKey key;
    private final long tag;
    private final boolean tooOld;

    RegisterResolve(Surroundings node, StorageKey key, OperationId operation) {
        this.node = node;
        this.key = key;
        this.tag = RegisterWrite.tag(operation);
        this.tooOld = WriteId.parse(operation).at(key).isTooOld(node.stamps().clock().millis());
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
        Supplier<Moment> now = node.registers().moments(key);
        ChangeFunction change = tooOld ? new RegisterKeep(now) : new RegisterCancel(tag, now);
        node.registers().change(view, key, change, timeout, sink);
    }

    @Override
    public void agreed(Bytes value, Receipt receipt, Reply reply) {
        RegisterValue found = RegisterValue.decode(value);
        if (found.versionOf(tag).isPresent()) {
            reply.resolved(Status.APPLIED);
        } else if (found.cancelled(tag).isPresent()) {
            boolean certain = found.cancelled(tag).get().isCertain();
            reply.resolved(certain ? Status.CANCELLED : Status.UNKNOWN);
        } else if (tooOld) {
            reply.failed(ErrorCode.GONE, "the operation is too old to say what became of it");
        } else {
            reply.resolved(Status.UNKNOWN);
        }
    }

    @Override
    public KvError failed(ErrorCode code, String detail, boolean inDoubt) {
        return KvError.of(code, detail);
    }
}
