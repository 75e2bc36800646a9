package dev.cairn.replication.register;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.replication.file.CheckedFile;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntPredicate;

/**
 * On which slices this data directory votes: those of which it holds all that could have been
 * decided, by the number of copies, since that tells who owns a key (CORRECTNESS rule 13). Kept in
 * the file {@code voting}, drawn in docs/formats/registers.md; a directory without one, because it
 * is new or lost it, votes on nothing until it has caught up. 8 KiB for each number of copies in
 * use. Safe for all threads.
 */
public final class VotingSlices {
    static final String NAME = "voting";
    static final int MAGIC = 0x4341_564f;
    static final int FORMAT = 1;

    private static final int MAX_BYTES = 1 << 20;
    private static final int BYTES = Slices.COUNT / Byte.SIZE;

    private final CheckedFile file;
    private final Executor storageThreads;
    private final EventSink events;
    private final Map<Integer, BitSet> whole = new TreeMap<>();
    private boolean changed;
    private boolean saving;

    private VotingSlices(Directory directory, Executor storageThreads, EventSink events) {
        this.file = new CheckedFile(directory, NAME, MAX_BYTES);
        this.storageThreads = storageThreads;
        this.events = events;
    }

    /** Takes up what the last process on this directory held. Touches the disk. */
    public static VotingSlices open(Directory directory, Executor storageThreads, EventSink events)
            throws IOException {
        VotingSlices slices = new VotingSlices(directory, storageThreads, events);
        if (slices.file.exists()) {
            try {
                slices.read(slices.file.read());
            } catch (MalformedException damaged) {
                slices.whole.clear();
                slices.tell("the file \"voting\" is lost, catching up: " + damaged.getMessage());
            }
        }
        return slices;
    }

    private void read(WireReader reader) {
        if (reader.i32() != MAGIC || reader.u8() != FORMAT) {
            throw new MalformedException("it is no voting file of format " + FORMAT);
        }
        int count = reader.varint(BucketProperties.MAX_REPLICAS);
        for (int i = 0; i < count; i++) {
            int replicas = reader.u8();
            whole.put(replicas, BitSet.valueOf(reader.raw(BYTES).toArray(ValueLayout.JAVA_BYTE)));
        }
        reader.end();
    }

    private void tell(String sentence) {
        events.emit(new Event.Note(Event.Severity.WARNING, sentence));
    }

    /** Whether all that could have been decided of a slice is here. */
    public synchronized boolean isWhole(int slice, int replicas) {
        BitSet slices = whole.get(replicas);
        return slices != null && slices.get(slice);
    }

    /** The slices of which all that could have been decided is here. */
    public synchronized BitSet whole(int replicas) {
        BitSet slices = whole.get(replicas);
        return slices == null ? new BitSet() : (BitSet) slices.clone();
    }

    /** The numbers of copies of which anything is here. */
    public synchronized Set<Integer> kinds() {
        return Set.copyOf(whole.keySet());
    }

    /** From now on these are whole, in this process and later ones. */
    public void arrived(int replicas, Iterable<Integer> slices) {
        synchronized (this) {
            BitSet held = whole.computeIfAbsent(replicas, none -> new BitSet(Slices.COUNT));
            slices.forEach(held::set);
        }
        save();
    }

    /**
     * Forgets the slices of one lane that this node does not own any more: what is decided from now
     * on passes it by.
     */
    public void keep(int replicas, int lane, int lanes, IntPredicate owned) {
        boolean some = false;
        synchronized (this) {
            BitSet held = whole.get(replicas);
            for (int slice = 0; held != null && slice < Slices.COUNT; slice++) {
                slice = held.nextSetBit(slice);
                if (slice < 0) {
                    break;
                }
                if (slice % lanes == lane && !owned.test(slice)) {
                    held.clear(slice);
                    some = true;
                }
            }
        }
        if (some) {
            save();
        }
    }

    /** Writes soon; a crash before that has this directory catch up once more. */
    private void save() {
        synchronized (this) {
            changed = true;
            if (saving) {
                return;
            }
            saving = true;
        }
        try {
            storageThreads.execute(this::write);
        } catch (RejectedExecutionException busy) {
            synchronized (this) {
                saving = false;
            }
        }
    }

    private void write() {
        while (true) {
            WireWriter content;
            synchronized (this) {
                if (!changed) {
                    saving = false;
                    return;
                }
                changed = false;
                content = encode();
            }
            try {
                file.replace(content);
            } catch (IOException refused) {
                tell("\"voting\" could not be written: " + refused.getMessage());
            }
        }
    }

    private WireWriter encode() {
        WireWriter writer = new WireWriter(16 + whole.size() * (BYTES + 1));
        writer.i32(MAGIC).u8(FORMAT).varint(whole.size());
        whole.forEach((replicas, slices) -> {
            byte[] bits = new byte[BYTES];
            byte[] set = slices.toByteArray();
            System.arraycopy(set, 0, bits, 0, set.length);
            writer.u8(replicas).raw(bits, 0, BYTES);
        });
        return writer;
    }
}
