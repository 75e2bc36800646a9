package dev.cairn.replication.heal;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Scrubbable;
import dev.cairn.api.spi.Scrubbable.Damage;
import dev.cairn.api.spi.StorageException;
import dev.cairn.replication.replica.WholeSlices;
import dev.cairn.replication.replica.Wholeness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks for damage in a store, and heals it: says that something is missing, takes it out, has it
 * read from the other owners. Owned by its lane, but for {@link #met}; what touches the disk is
 * done on a storage thread, one file after another.
 */
public final class Healing {
    /** The first round begins so long after the start. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    /** How long a file that a read has met damage in is not looked at once more. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Lane lane;
    private final Scrubbable store;
    private final Duration interval;
    private final long bytesPerSecond;
    private final Parts parts;
    private final Queue<String> suspected = new ArrayDeque<>();
    private final Queue<String> round = new ArrayDeque<>();
    private final Set<String> lookedAt = new HashSet<>();
    private boolean due;
    private boolean busy;
    private boolean closed;

    /**
     * What has to know of damage.
     *
     * @param whole of which slices the directory holds all it has acknowledged
     * @param voting on which slices' registers it votes
     * @param excised told of slices of which something was taken out, on the lane of healing
     */
    public record Parts(
            Supplier<ClusterView> cluster,
            Wholeness whole,
            WholeSlices voting,
            Executor storageThreads,
            EventSink events,
            Consumer<BitSet> excised) {}

    /**
     * At rest.
     *
     * @param interval between the beginnings of two rounds over all files
     * @param bytesPerSecond how fast a round reads, as a mean
     */
    public Healing(
            Lane lane, Scrubbable store, Duration interval, long bytesPerSecond, Parts parts) {
        this.lane = lane;
        this.store = store;
        this.interval = interval;
        this.bytesPerSecond = bytesPerSecond;
        this.parts = parts;
    }

    /** Begins the rounds. */
    public void start() {
        lane.after(SETTLING.compareTo(interval) < 0 ? SETTLING : interval, this::beginRound);
    }

    /** Ends them. */
    public void close() {
        closed = true;
    }

    /** A read has met this. Callable on any thread. */
    public void met(StorageException failure) {
        if (failure.kind() == StorageException.Kind.CORRUPT && !failure.file().isEmpty()) {
            lane.execute(() -> suspect(failure.file()));
        }
    }

    private void suspect(String file) {
        if (lookedAt.add(file)) {
            lane.after(RETRY, () -> lookedAt.remove(file));
            suspected.add(file);
            next();
        }
    }

    private void beginRound() {
        lane.after(interval, this::beginRound);
        due = true;
        next();
    }

    /** One thing at a time: of two heals at once, one would end what the other has begun. */
    private void next() {
        if (busy) {
            return;
        }
        if (!suspected.isEmpty()) {
            look(suspected.remove());
        } else if (!round.isEmpty()) {
            look(round.remove());
        } else if (due) {
            due = false;
            list();
        }
    }

    private void list() {
        busy = true;
        work(() -> {
            List<String> files = store.files();
            return () -> {
                round.addAll(files);
                goOnIn(Duration.ZERO);
            };
        });
    }

    private void look(String file) {
        busy = true;
        work(() -> {
            List<Damage> found = new ArrayList<>();
            long bytes = store.scrub(file, found::add);
            return () -> {
                Duration pause =
                        Duration.ofNanos(
                                (long) (1e9 * Math.min(bytes, Integer.MAX_VALUE) / bytesPerSecond));
                if (found.isEmpty()) {
                    goOnIn(pause);
                } else {
                    heal(found, pause);
                }
            };
        });
    }

    private void goOnIn(Duration pause) {
        lane.after(
                pause,
                () -> {
                    busy = false;
                    next();
                });
    }

    /** Touches the disk on a storage thread, and then does on the lane what that answers. */
    private void work(Supplier<Runnable> task) {
        if (closed) {
            return;
        }
        try {
            parts.storageThreads()
                    .execute(() -> {
                        Runnable then = tried(task);
                        lane.execute(then);
                    });
        } catch (RejectedExecutionException tooMany) {
            goOnIn(RETRY);
        }
    }

    private Runnable tried(Supplier<Runnable> task) {
        try {
            return task.get();
        } catch (StorageException failed) {
            if (failed.kind() != StorageException.Kind.CLOSED) {
                tell(
                        Event.Severity.ERROR,
                        "damage could not be looked for: " + failed.getMessage());
            }
            return () -> goOnIn(RETRY);
        }
    }

    private void heal(List<Damage> found, Duration pause) {
        BitSet slices = new BitSet(Slices.COUNT);
        found.forEach(damage -> slices.set(first(damage), last(damage) + 1));
        work(() -> {
            boolean out = takeOut(found, slices);
            return () -> {
                parts.excised().accept(slices);
                goOnIn(out ? pause : RETRY);
            };
        });
    }

    /** First it is known, also after a crash, that something is missing. */
    private boolean takeOut(List<Damage> found, BitSet slices) {
        try {
            Set<Integer> kinds =
                    parts.cluster().get().copies().stream()
                            .map(Copies::n)
                            .collect(Collectors.toSet());
            parts.whole().damaged(slices, kinds);
            if (parts.voting().isUsed()) {
                parts.voting().bar();
            }
            found.forEach(store::excise);
        } catch (StorageException refused) {
            met(refused);
            return stays(refused);
        } catch (IOException refused) {
            return stays(refused);
        } finally {
            parts.whole().mended();
        }
        for (Damage damage : found) {
            tell(
                    Event.Severity.WARNING,
                    damage.file()
                            + " was damaged at byte "
                            + damage.offset()
                            + " ("
                            + damage.detail()
                            + "); what was there is read from the other owners");
        }
        return true;
    }

    /** Older damage, perhaps, that has to go first. */
    private boolean stays(Exception refused) {
        tell(Event.Severity.ERROR, "damage stays where it is: " + refused.getMessage());
        return false;
    }

    private void tell(Event.Severity severity, String what) {
        parts.events().emit(new Event.Note(severity, what));
    }

    private static int first(Damage damage) {
        return damage.first().isEmpty() ? 0 : slice(damage.first(), 0);
    }

    private static int last(Damage damage) {
        return damage.last().isEmpty() ? Slices.COUNT - 1 : slice(damage.last(), 0xff);
    }

    /** A bound may be shorter than any key: what {@code rest} stands for then is missing. */
    private static int slice(Bytes bound, int rest) {
        byte[] bytes = bound.toByteArray();
        int second = bytes.length > 1 ? bytes[1] & 0xff : rest;
        return (bytes[0] & 0xff) << Byte.SIZE | second;
    }
}
