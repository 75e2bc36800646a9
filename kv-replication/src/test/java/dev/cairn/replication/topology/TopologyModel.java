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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A topology store as its rules say: asking again for what has been set succeeds, or, once the
 * store has gone on, may be answered with the conflict that there is then.
 *
 * @param founding the first topology
 */
record TopologyModel(Topology founding)
        implements SequentialModel<TopologyModel.Chain, Input<Topology>, Output<Topology>> {
    /**
     * What was set, one after another.
     *
     * @param all oldest first, at least one
     */
    record Chain(List<Topology> all) {
        Topology newest() {
            return all.getLast();
        }

        Chain then(Topology next) {
            List<Topology> longer = new ArrayList<>(all);
            longer.add(next);
            return new Chain(List.copyOf(longer));
        }

        /** By its length alone: hashing all members of all epochs takes too long. */
        @Override
        public int hashCode() {
            return all.size();
        }
    }

    @Override
    public Chain initial() {
        return new Chain(List.of(founding));
    }

    @Override
    public Optional<Chain> next(
            Chain state, Input<Topology> input, Optional<Output<Topology>> output) {
        return switch (input) {
            case Read<Topology> _ -> when(output, new Value<>(state.newest()), state);
            case CompareAndSet<Topology>(Topology expected, Topology next) -> {
                if (state.newest().equals(expected)) {
                    yield when(output, new Done<>(true), state.then(next));
                }
                if (state.newest().equals(next)) {
                    yield when(output, new Done<>(true), state);
                }
                boolean wasSet = state.all().contains(next);
                yield wasSet ? Optional.of(state) : when(output, new Done<>(false), state);
            }
            case Write<Topology> _ -> Optional.empty();
        };
    }

    private static Optional<Chain> when(
            Optional<Output<Topology>> heard, Output<Topology> right, Chain then) {
        return heard.isEmpty() || heard.get().equals(right) ? Optional.of(then) : Optional.empty();
    }
}
