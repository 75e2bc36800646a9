package dev.cairn.replication;

import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.replication.mint.Epochs;
import dev.cairn.replication.register.BallotFloors;
import dev.cairn.replication.replica.WholeSlices;
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.round.RoundTable;
import dev.cairn.replication.sighting.Sightings;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a node's replication keeps in files of its own, beside the store. Safe for all threads.
 *
 * @param epochs numbers that were never given out before
 * @param rounds the slices' rounds of deletes
 * @param voting on which slices' registers the directory votes
 * @param floors what the directory promised of registers that it has forgotten
 * @param whole of which slices it holds all it has acknowledged
 * @param sightings what others have to know of the directory, and what was seen of theirs
 */
record NodeFiles(
        Epochs epochs,
        RoundTable rounds,
        WholeSlices voting,
        BallotFloors floors,
        Wholeness whole,
        Sightings sightings) {
    /** Takes up what the last process left; throws {@link UncheckedIOException}. */
    static NodeFiles open(Env env) {
        Topology topology = env.cluster().get().topology();
        boolean empty = Epochs.isEmpty(env.storageEngine());
        try {
            Wholeness whole =
                    Wholeness.open(
                            env.directory(),
                            env.self(),
                            env.storage(),
                            topology,
                            empty,
                            env.storageThreads(),
                            env.events());
            Epochs epochs =
                    Epochs.open(
                            env.directory(),
                            env.bootId(),
                            env.storageEngine(),
                            whole.isEmptied(),
                            env.lanes().getFirst().clock(),
                            env.storageThreads(),
                            env.events());
            RoundTable rounds =
                    RoundTable.open(
                            env.directory(),
                            topology.epoch() <= 1 && empty,
                            env.storageThreads(),
                            env.events());
            if (whole.isListedElsewhere(topology)) {
                rounds.forget();
            }
            WholeSlices voting =
                    WholeSlices.voting(env.directory(), env.storageThreads(), env.events());
            BallotFloors floors =
                    BallotFloors.open(env.directory(), env.storageThreads(), env.events());
            boolean robbed = empty && voting.isUsed() && whole.isCountedOn(topology);
            if (robbed || floors.isDamaged()) {
                voting.bar();
            }
            Sightings sightings =
                    Sightings.open(
                            new Sightings.Opening(
                                    env.directory(),
                                    env.bootId(),
                                    env.storageEngine(),
                                    empty,
                                    whole.isEmptied(),
                                    env.random().nextLong(),
                                    env.storageThreads(),
                                    env.events()));
            return new NodeFiles(epochs, rounds, voting, floors, whole, sightings);
        } catch (IOException unusable) {
            throw unusable(env, unusable);
        }
    }

    static UncheckedIOException unusable(Env env, IOException cause) {
        return new UncheckedIOException(env.directory().describe() + " cannot be used", cause);
    }

    /** The node has stopped, and all that it began has come to its end. */
    void closeCleanly(StorageEngine engine) throws IOException {
        epochs.closeCleanly();
        boolean empty = Epochs.isEmpty(engine);
        if (empty) {
            whole.closeEmpty();
        }
        sightings.closeCleanly(empty);
    }

    /** The node goes by a newer topology. */
    void follow(Topology topology) {
        if (whole.follow(topology)) {
            rounds.forget();
        }
    }
}
