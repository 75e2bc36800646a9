package dev.cairn.replication.coordinator;

import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.ETag;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.Receipt;
import dev.cairn.api.Sibling;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.version.VectorClock;
import dev.cairn.replication.message.ClientRequest;
import dev.cairn.replication.paxos.Outcome;
import dev.cairn.replication.register.RegisterValue;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.replica.StoredRegister;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A read of a key that is a register: what is decided; or, at level ONE, what this owner has
 * accepted last, which may be old, or never be decided.
 */
final class RegisterRead implements RegisterOperation.Work {
    private final Surroundings node;
    private final StorageKey key;
    private final boolean mayBeStale;

    RegisterRead(Surroundings node, StorageKey key, ClientRequest.Read read) {
        this.node = node;
        this.key = key;
        this.mayBeStale = read.options().consistency().filter(RegisterRead::isLess).isPresent();
    }

    /** Whether a level asks for less than the mode promises. */
    static boolean isLess(Consistency level) {
        return level == Consistency.Level.ONE
                || level == Consistency.Level.LOCAL_ONE
                || level.equals(new Consistency.Count(1));
    }

    @Override
    public boolean answers(StoredItem held, Route route, Reply reply) {
        if (!mayBeStale) {
            return false;
        }
        Bytes value =
                held.isAbsent()
                        ? Bytes.EMPTY
                        : StoredRegister.decode(held.encoded().segment()).accepted().value();
        Receipt receipt = route.receipt(List.of(route.answer(node.self(), true)), 1, false, true);
        agreed(value, receipt, reply);
        return true;
    }

    @Override
    public boolean takesTurns() {
        return false;
    }

    @Override
    public void propose(ClusterView view, Duration timeout, Consumer<Outcome> sink) {
        node.registers().read(view, key, timeout, sink);
    }

    @Override
    public void agreed(Bytes value, Receipt receipt, Reply reply) {
        RegisterValue found = RegisterValue.decode(value);
        long now = node.stamps().clock().millis();
        boolean gone = found.deleted() || mayBeStale && found.isExpired(now);
        List<Sibling> shown =
                gone
                        ? List.of()
                        : List.of(
                                new Sibling(
                                        found.content(),
                                        VectorClock.of(Map.of()),
                                        found.timestampMillis(),
                                        found.expiresMillis()));
        Optional<ETag> etag = gone ? Optional.empty() : found.etag();
        reply.found(new ReadResult(shown, new Context(Bytes.EMPTY), etag, receipt));
    }

    @Override
    public KvError failed(ErrorCode code, String detail, boolean inDoubt) {
        return KvError.of(code, detail);
    }
}
