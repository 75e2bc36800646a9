package dev.cairn.replication.round;

import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.wire.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The rounds of all slices that this node has entered, 4 bytes a slice and 32 for each whose round
 * is not the first. A node on a new data directory knows them only once it was {@link #learn told}.
 * Safe for all threads; a slice's round is raised on its lane.
 */
public final class RoundTable {
    private final RoundFile file;
    private final Executor storageThreads;
    private final EventSink events;
    private final AtomicReferenceArray<Round> rounds = new AtomicReferenceArray<>(Slices.COUNT);
    private volatile boolean changed;
    private volatile boolean known;

    private RoundTable(RoundFile file, Executor storageThreads, EventSink events) {
        this.file = file;
        this.storageThreads = storageThreads;
        this.events = events;
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            rounds.setPlain(slice, Round.FIRST);
        }
    }

    /**
     * Takes up the rounds that the last process on this directory had entered. Touches the disk.
     *
     * @param fresh whether this node is one of a new cluster's first and holds nothing, so that no
     *     slice can be beyond its first round
     */
    public static RoundTable open(
            Directory directory, boolean fresh, Executor storageThreads, EventSink events)
            throws IOException {
        RoundTable table = new RoundTable(new RoundFile(directory), storageThreads, events);
        try {
            if (table.file.exists()) {
                table.raise(table.file.read());
                table.changed = false;
                table.known = true;
            } else if (fresh) {
                table.file.write(List.of());
                table.known = true;
            }
        } catch (MalformedException damaged) {
            events.emit(
                    new Event.Note(
                            Event.Severity.WARNING,
                            "the rounds file is lost, asking others: " + damaged.getMessage()));
        }
        return table;
    }

    /**
     * Whether this node knows the rounds, from its own disk or from others; before that it must
     * take no writes and make none.
     */
    public boolean isKnown() {
        return known;
    }

    /** The round of a slice. */
    public Round of(int slice) {
        return rounds.get(slice);
    }

    /** The number of a slice's round: what is read or written now is stamped with it. */
    public long number(int slice) {
        return of(slice).number();
    }

    /** Whether an owner takes what was read under {@code stamp}. */
    public boolean isTaken(int slice, long stamp) {
        return known && of(slice).isTaken(stamp);
    }

    /** Whether this node takes what was read under {@code stamp} to keep it for owners. */
    public boolean isKept(int slice, long stamp) {
        return known && of(slice).isKept(stamp);
    }

    /** All rounds beyond the first. */
    public List<SliceRound> beyondFirst() {
        List<SliceRound> beyond = new ArrayList<>();
        for (int slice = 0; slice < Slices.COUNT; slice++) {
            Round round = of(slice);
            if (round.number() > 0) {
                beyond.add(new SliceRound(slice, round));
            }
        }
        return beyond;
    }

    /** Enters these rounds where they follow the present ones; which that were. */
    public List<SliceRound> raise(List<SliceRound> entered) {
        List<SliceRound> later = new ArrayList<>();
        for (SliceRound of : entered) {
            Round before =
                    rounds.getAndAccumulate(
                            of.slice(),
                            of.round(),
                            (present, next) -> next.follows(present) ? next : present);
            if (of.round().follows(before)) {
                later.add(of);
            }
        }
        changed |= !later.isEmpty();
        return later;
    }

    /**
     * Makes what was entered so far outlast a crash; {@code done} runs on a storage thread, with
     * whether it does.
     */
    public void save(Consumer<Boolean> done) {
        try {
            storageThreads.execute(() -> done.accept(saveNow()));
        } catch (RejectedExecutionException busy) {
            done.accept(false);
        }
    }

    private synchronized boolean saveNow() {
        if (!changed) {
            return true;
        }
        changed = false;
        try {
            file.write(beyondFirst());
            return true;
        } catch (IOException refused) {
            changed = true;
            events.emit(
                    new Event.Note(
                            Event.Severity.WARNING,
                            "traces of deletes stay, as the disk refuses: "
                                    + refused.getMessage()));
            return false;
        }
    }

    /**
     * What was entered was entered in another directory's place: from now on this node knows no
     * rounds, until it is {@link #learn told}.
     */
    public void forget() {
        known = false;
        try {
            storageThreads.execute(this::deleteNow);
        } catch (RejectedExecutionException busy) {
            // What is learned replaces the file.
        }
    }

    private synchronized void deleteNow() {
        try {
            file.delete();
        } catch (IOException refused) {
            events.emit(
                    new Event.Note(
                            Event.Severity.WARNING,
                            "the rounds of a former directory stay: " + refused.getMessage()));
        }
    }

    /** What another member has entered; from then on this node knows the rounds. */
    public void learn(List<SliceRound> told) {
        raise(told);
        changed = true;
        save(saved -> known |= saved);
    }
}
