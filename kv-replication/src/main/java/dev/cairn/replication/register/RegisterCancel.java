package dev.cairn.replication.register;

import dev.cairn.api.Bytes;
import dev.cairn.replication.paxos.ChangeFunction;
import java.util.Optional;

/**
 * Has a register refuse a write from now on, unless it has taken effect.
 *
 * @param tag the write
 */
public record RegisterCancel(long tag) implements ChangeFunction {
    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Optional<Bytes> apply(Bytes found) {
        RegisterValue held = RegisterValue.decode(found);
        boolean settled = held.versionOf(tag).isPresent() || held.cancelled(tag).isPresent();
        return settled ? Optional.empty() : Optional.of(held.cancelling(tag).encode());
    }
}
