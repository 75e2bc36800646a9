package dev.cairn.replication.sighting;

import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.sighting.SightingFile.Content;
import dev.cairn.replication.sighting.SightingFile.Own;
import dev.cairn.replication.sighting.SightingMessage.Presented;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * How the last process left this node's data directory, the process that uses it now, and what was
 * seen of other members' directories; all of it on disk. A process that uses the directory is there
 * before it does anything else, one that was seen before that is answered, a position when {@link
 * #save} comes by. Safe for all threads.
 */
public final class Sightings {
    private final SightingFile file;
    private final Executor storageThreads;
    private final EventSink events;
    private final Sighting before;
    private final Own next;
    private final Map<Long, Sighting> others;
    private Own own;
    private boolean outdated;
    private boolean changed;

    /**
     * What opening has to know.
     *
     * @param directory where the file is
     * @param bootId tells whether the machine was restarted since the last process
     * @param engine what was recovered
     * @param empty whether the store is
     * @param emptied whether there was data, and is none; that is {@link
     *     dev.cairn.replication.replica.Wholeness}'s to deal with
     * @param nonce random
     */
    public record Opening(
            Directory directory,
            String bootId,
            StorageEngine engine,
            boolean empty,
            boolean emptied,
            long nonce,
            Executor storageThreads,
            EventSink events) {}

    private Sightings(
            Opening opening, SightingFile file, Sighting before, Own next, Content content) {
        this.file = file;
        this.storageThreads = opening.storageThreads();
        this.events = opening.events();
        this.before = before;
        this.next = next;
        this.others = new TreeMap<>(content.others());
        this.own = content.own();
        this.outdated = own.outdated();
    }

    /**
     * Takes up what the last process left. A new directory is in use at once, since nobody can have
     * seen it. Touches the disk.
     */
    public static Sightings open(Opening opening) throws IOException {
        SightingFile file = new SightingFile(opening.directory());
        boolean fresh = !file.exists() && opening.empty();
        Content content = content(file, opening);
        Own last = content.own();
        boolean excused = isExcused(last, opening);
        long position = excused ? Sighting.ANY_POSITION : opening.engine().durablePosition();
        Sighting before = fresh ? Sighting.NONE : new Sighting(last.run(), last.nonce(), position);
        Own next = new Own(last.run() + 1, opening.nonce(), opening.bootId(), false, false);
        Sightings sightings = new Sightings(opening, file, before, next, content);
        if (fresh) {
            sightings.useNow();
        } else if (excused && !last.excused()) {
            sightings.write(last.asExcused());
        }
        return sightings;
    }

    private static Content content(SightingFile file, Opening opening) throws IOException {
        try {
            if (file.exists()) {
                return file.read();
            }
        } catch (MalformedException damaged) {
            opening.events()
                    .emit(
                            new Event.Note(
                                    Event.Severity.WARNING,
                                    "the sightings file is lost: " + damaged.getMessage()));
        }
        return new Content(Own.NOBODY, Map.of());
    }

    /**
     * Whether something is missing by an accident that was noticed, which says nothing of a copy's
     * age. The engine notices it once, so it has to be kept until a process uses the directory.
     */
    private static boolean isExcused(Own last, Opening opening) {
        StorageEngine engine = opening.engine();
        StorageEngine.Recovery recovery = engine.recovery();
        boolean kernelLost = !last.bootId().equals(opening.bootId());
        return opening.emptied()
                || last.excused()
                || recovery.lostTailBytes() > 0
                || kernelLost && !engine.survivesPowerLoss();
    }

    /** How the last process left this directory. */
    Sighting before() {
        return before;
    }

    /** This process, at that durable position. */
    Sighting now(long position) {
        return new Sighting(next.run(), next.nonce(), position);
    }

    /** Whether this process uses the directory. */
    synchronized boolean isInUse() {
        return own.run() == next.run();
    }

    /** Whether another member was once found to have seen more of this directory. */
    synchronized boolean isOutdated() {
        return outdated;
    }

    /** From now on this process uses the directory; durable on return. */
    void useNow() throws IOException {
        write(next);
    }

    /** The same on a storage thread; {@code done} runs there, with whether it did. */
    void use(Consumer<Boolean> done) {
        run(
                () -> {
                    try {
                        useNow();
                        done.accept(true);
                    } catch (IOException refused) {
                        tell(refused);
                        done.accept(false);
                    }
                },
                () -> done.accept(false));
    }

    /** Another member has seen more of this directory: no process uses it any more. */
    void outdated() {
        synchronized (this) {
            outdated = true;
            changed = true;
        }
        save();
    }

    /** The process stops; its store is empty where {@code leftEmpty}. Touches the disk. */
    public void closeCleanly(boolean leftEmpty) throws IOException {
        if (isInUse()) {
            write(leftEmpty ? next.asExcused() : next);
        }
    }

    /** What was last seen of the directory that is presented. */
    synchronized Sighting lastOf(Presented presented) {
        return others.getOrDefault(presented.storage(), Sighting.NONE);
    }

    /**
     * Remembers the process that is presented; {@code done} runs at once or on a storage thread,
     * with whether a later process of this node will know of it.
     */
    void saw(Presented presented, Consumer<Boolean> done) {
        boolean first;
        synchronized (this) {
            Sighting now = presented.now();
            Sighting last = lastOf(presented);
            first = !last.isOfRun(now);
            if (first || now.position() > last.position()) {
                others.put(presented.storage(), now);
                changed = true;
            }
        }
        if (first) {
            run(() -> done.accept(saveNow()), () -> done.accept(false));
        } else {
            done.accept(true);
        }
    }

    /** Forgets all directories but these. */
    synchronized void retain(Set<Long> storages) {
        changed |= others.keySet().retainAll(storages);
    }

    /** What was seen since the last time outlasts this process soon. */
    void save() {
        run(this::saveNow, () -> {});
    }

    private boolean saveNow() {
        synchronized (file) {
            Own process;
            synchronized (this) {
                if (!changed) {
                    return true;
                }
                process = own;
            }
            try {
                write(process);
                return true;
            } catch (IOException refused) {
                tell(refused);
                return false;
            }
        }
    }

    /** Whoever waits for the disk here keeps nobody else waiting. */
    private void write(Own process) throws IOException {
        synchronized (file) {
            Content content;
            synchronized (this) {
                Own marked = outdated ? process.asOutdated() : process;
                content = new Content(marked, new TreeMap<>(others));
                changed = false;
            }
            try {
                file.write(content);
            } catch (IOException refused) {
                synchronized (this) {
                    changed = true;
                }
                throw refused;
            }
            synchronized (this) {
                own = process;
            }
        }
    }

    private void tell(Exception refused) {
        events.emit(
                new Event.Note(
                        Event.Severity.WARNING,
                        "what was seen of other data directories is not kept: "
                                + refused.getMessage()));
    }

    private void run(Runnable task, Runnable busy) {
        try {
            storageThreads.execute(task);
        } catch (RejectedExecutionException overrun) {
            busy.run();
        }
    }
}
