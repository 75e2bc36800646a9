package dev.cairn.replication.collect;

import dev.cairn.replication.repair.SliceDigest;
import dev.cairn.replication.round.SliceRound;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What members say to each other of rounds. Encoded by {@link RoundCodec}, drawn in
 * docs/formats/peer-messages.md. None is answered as such; what is said of slices is dropped by a
 * node that sees another epoch.
 */
public sealed interface RoundMessage {
    /** The topology's epoch in the sender's eyes. */
    long epoch();

    /** What concerns slices, and finds its lane by them. */
    sealed interface OfSlices extends RoundMessage {
        /** The same message in parts that each concern the slices of one of {@code lanes} lanes. */
        List<? extends OfSlices> byLane(int lanes);

        /** The slice by which the message finds its lane, once it is split. */
        int slice();
    }

    /**
     * Enter these rounds, and tell me when you have.
     *
     * @param epoch the sender's epoch
     * @param rounds at least one
     */
    record Enter(long epoch, List<SliceRound> rounds) implements OfSlices {
        /** Copies the list. */
        public Enter {
            rounds = List.copyOf(rounds);
        }

        @Override
        public List<Enter> byLane(int lanes) {
            return split(rounds, SliceRound::slice, lanes, part -> new Enter(epoch, part));
        }

        @Override
        public int slice() {
            return rounds.getFirst().slice();
        }
    }

    /**
     * I have entered these, for good, and keep nothing older of them for others.
     *
     * @param epoch the sender's epoch
     * @param rounds at least one
     */
    record Entered(long epoch, List<SliceRound> rounds) implements OfSlices {
        /** Copies the list. */
        public Entered {
            rounds = List.copyOf(rounds);
        }

        @Override
        public List<Entered> byLane(int lanes) {
            return split(rounds, SliceRound::slice, lanes, part -> new Entered(epoch, part));
        }

        @Override
        public int slice() {
            return rounds.getFirst().slice();
        }
    }

    /**
     * All have entered these; what do you hold now?
     *
     * @param epoch the sender's epoch
     * @param rounds at least one
     */
    record Tell(long epoch, List<SliceRound> rounds) implements OfSlices {
        /** Copies the list. */
        public Tell {
            rounds = List.copyOf(rounds);
        }

        @Override
        public List<Tell> byLane(int lanes) {
            return split(rounds, SliceRound::slice, lanes, part -> new Tell(epoch, part));
        }

        @Override
        public int slice() {
            return rounds.getFirst().slice();
        }
    }

    /**
     * This is what I hold, each scanned after it was asked for.
     *
     * @param epoch the sender's epoch
     * @param digests at least one
     */
    record Told(long epoch, List<SliceDigest> digests) implements OfSlices {
        /** Copies the list. */
        public Told {
            digests = List.copyOf(digests);
        }

        @Override
        public List<Told> byLane(int lanes) {
            return split(digests, SliceDigest::slice, lanes, part -> new Told(epoch, part));
        }

        @Override
        public int slice() {
            return digests.getFirst().slice();
        }
    }

    /**
     * I do not know the rounds; which have you entered?
     *
     * @param epoch the sender's epoch
     */
    record WhichRounds(long epoch) implements RoundMessage {}

    /**
     * These, and of all other slices the first.
     *
     * @param epoch the sender's epoch
     * @param known whether the sender knows them itself
     * @param rounds all but first ones
     */
    record KnownRounds(long epoch, boolean known, List<SliceRound> rounds) implements RoundMessage {
        /** Copies the list. */
        public KnownRounds {
            rounds = List.copyOf(rounds);
        }
    }

    private static <T, M> List<M> split(
            List<T> all, ToIntFunction<T> slice, int lanes, Function<List<T>, M> message) {
        List<M> parts = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            int wanted = lane;
            List<T> part =
                    all.stream().filter(of -> slice.applyAsInt(of) % lanes == wanted).toList();
            if (!part.isEmpty()) {
                parts.add(message.apply(part));
            }
        }
        return parts;
    }
}
