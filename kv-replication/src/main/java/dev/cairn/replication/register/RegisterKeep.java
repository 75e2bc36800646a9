package dev.cairn.replication.register;

import dev.cairn.api.Bytes;
import dev.cairn.replication.paxos.ChangeFunction;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Leaves a register as it is, as far as time does: a value whose time is up becomes a delete, and a
 * delete that is agreed on once more says under which round. Used by one lane.
 *
 * @param now the present
 */
public record RegisterKeep(Supplier<Moment> now) implements ChangeFunction {
    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isDue(Bytes agreed) {
        return RegisterValue.ends(agreed)
                && RegisterValue.decode(agreed).isExpired(now.get().millis());
    }

    @Override
    public Optional<Bytes> apply(Bytes found) {
        return RegisterValue.carried(found, now.get());
    }
}
