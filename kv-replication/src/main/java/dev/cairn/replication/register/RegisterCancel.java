package dev.cairn.replication.register;

import dev.cairn.api.Bytes;
import dev.cairn.replication.paxos.ChangeFunction;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Has a register refuse a write from now on, unless it has taken effect.
 *
 * @param tag the write
 * @param now the present
 */
public record RegisterCancel(long tag, Supplier<Moment> now) implements ChangeFunction {
    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Optional<Bytes> apply(Bytes found) {
        Moment present = now.get();
        RegisterValue held = RegisterValue.decode(found).at(present);
        boolean settled = held.versionOf(tag).isPresent() || held.cancelled(tag).isPresent();
        return settled
                ? RegisterValue.carried(found, present)
                : Optional.of(held.cancelling(tag, present.millis()).encode());
    }
}
