package dev.cairn.replication.register;

import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.file.CheckedFile;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.paxos.ProposedCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * What this directory has promised of registers that it has forgotten: one ballot a slice, the
 * highest, for every key of which nothing is stored (CORRECTNESS rule 15). Kept in the file {@code
 * floors}, drawn in docs/formats/registers.md; some 14 bytes a slice that has one. Safe for all
 * threads.
 */
public final class BallotFloors {
    static final String NAME = "floors";
    static final int MAGIC = 0x4341_464c;
    static final int FORMAT = 1;

    private static final int MAX_BYTES = 2 << 20;

    private final CheckedFile file;
    private final Executor storageThreads;
    private final EventSink events;
    private final Map<Integer, Ballot> floors = new ConcurrentHashMap<>();
    private final Map<Integer, Ballot> durable = new ConcurrentHashMap<>();
    private final boolean damaged;
    private List<Consumer<Boolean>> waiting = new ArrayList<>();
    private boolean saving;

    private BallotFloors(CheckedFile file, Executor storageThreads, EventSink events)
            throws IOException {
        this.file = file;
        this.storageThreads = storageThreads;
        this.events = events;
        this.damaged = !isRead();
        this.durable.putAll(floors);
    }

    /** Takes up what the last process on this directory promised. Touches the disk. */
    public static BallotFloors open(Directory directory, Executor storageThreads, EventSink events)
            throws IOException {
        return new BallotFloors(
                new CheckedFile(directory, NAME, MAX_BYTES), storageThreads, events);
    }

    private boolean isRead() throws IOException {
        if (!file.exists()) {
            return true;
        }
        try {
            WireReader reader = file.read();
            if (reader.i32() != MAGIC || reader.u8() != FORMAT) {
                throw new MalformedException("it is no floors file of format " + FORMAT);
            }
            int count = reader.varint(Slices.COUNT);
            for (int i = 0; i < count; i++) {
                int slice = reader.varint(Slices.COUNT - 1);
                floors.put(slice, ProposedCodec.readBallot(reader));
            }
            reader.end();
            return true;
        } catch (MalformedException unreadable) {
            floors.clear();
            return false;
        }
    }

    /** Whether what was promised is lost. */
    public boolean isDamaged() {
        return damaged;
    }

    /** The ballot below which nothing is promised or accepted of what is not stored. */
    public Ballot at(int slice) {
        return floors.getOrDefault(slice, Ballot.NONE);
    }

    /** The highest floor of these slices. */
    public Ballot highest(Iterable<Integer> slices) {
        Ballot highest = Ballot.NONE;
        for (int slice : slices) {
            highest = highest.max(at(slice));
        }
        return highest;
    }

    /** Whether a promise of that ballot is kept by the slice's floor, after a crash too. */
    boolean keeps(int slice, Ballot promised) {
        return !promised.isAbove(durable.getOrDefault(slice, Ballot.NONE));
    }

    /**
     * Raises the floors of these slices that are lower, at once. {@code done} is told, on any
     * thread, whether that outlasts a crash.
     */
    public void raise(Iterable<Integer> slices, Ballot floor, Consumer<Boolean> done) {
        boolean kept = true;
        for (int slice : slices) {
            if (floor.isAbove(at(slice))) {
                floors.merge(slice, floor, Ballot::max);
            }
            kept &= keeps(slice, floor);
        }
        if (kept) {
            done.accept(true);
            return;
        }
        synchronized (this) {
            waiting.add(done);
            if (saving) {
                return;
            }
            saving = true;
        }
        try {
            storageThreads.execute(this::save);
        } catch (RejectedExecutionException busy) {
            end(takeWaiting(false), false);
        }
    }

    private synchronized List<Consumer<Boolean>> takeWaiting(boolean goesOn) {
        List<Consumer<Boolean>> taken = waiting;
        waiting = new ArrayList<>();
        saving = goesOn && !taken.isEmpty();
        return taken;
    }

    private void save() {
        List<Consumer<Boolean>> next = takeWaiting(true);
        while (!next.isEmpty()) {
            end(next, isSaved());
            next = takeWaiting(true);
        }
    }

    private boolean isSaved() {
        Map<Integer, Ballot> present = new TreeMap<>(floors);
        WireWriter writer = new WireWriter(16 + 16 * present.size());
        writer.i32(MAGIC).u8(FORMAT).varint(present.size());
        present.forEach((slice, floor) -> {
            writer.varint(slice);
            ProposedCodec.write(floor, writer);
        });
        try {
            file.replace(writer);
            present.forEach((slice, floor) -> durable.merge(slice, floor, Ballot::max));
            return true;
        } catch (IOException refused) {
            events.emit(
                    new Event.Note(
                            Event.Severity.WARNING,
                            "deleted registers stay, as the disk refuses: "
                                    + refused.getMessage()));
            return false;
        }
    }

    private static void end(List<Consumer<Boolean>> told, boolean kept) {
        told.forEach(done -> done.accept(kept));
    }
}
