package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Topology;
import dev.cairn.testkit.check.CasRegister.CompareAndSet;
import dev.cairn.testkit.check.CasRegister.Done;
import dev.cairn.testkit.check.CasRegister.Input;
import dev.cairn.testkit.check.CasRegister.Output;
import dev.cairn.testkit.check.CasRegister.Read;
import dev.cairn.testkit.check.CasRegister.Value;
import dev.cairn.testkit.check.CasRegister.Write;
import dev.cairn.testkit.check.SequentialModel;
import java.util.Optional;

/**
 * A topology store as its rules say: asking again for what has just been set succeeds.
 *
 * @param initial the founding topology
 */
record TopologyModel(Topology initial)
        implements SequentialModel<Topology, Input<Topology>, Output<Topology>> {
    @Override
    public Optional<Topology> next(
            Topology state, Input<Topology> input, Optional<Output<Topology>> output) {
        return switch (input) {
            case Read<Topology> _ -> when(output, new Value<>(state), state);
            case CompareAndSet<Topology>(Topology expected, Topology next) -> {
                boolean set = state.equals(expected) || state.equals(next);
                yield when(output, new Done<>(set), set ? next : state);
            }
            case Write<Topology> _ -> Optional.empty();
        };
    }

    private static Optional<Topology> when(
            Optional<Output<Topology>> heard, Output<Topology> right, Topology then) {
        return heard.isEmpty() || heard.get().equals(right) ? Optional.of(then) : Optional.empty();
    }
}
