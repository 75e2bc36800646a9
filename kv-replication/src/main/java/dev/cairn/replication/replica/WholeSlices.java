package dev.cairn.replication.replica;

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
 * Of which slices this data directory holds all it should, by the number of copies, since that
 * tells who owns a key. There are two such files, drawn in docs/formats/registers.md: {@code
 * voting}, the slices on whose registers it votes (CORRECTNESS rule 13), and that of {@link
 * Wholeness}. A directory without the file, because it is new or lost it, names none. 8 KiB for
 * each number of copies in use. Safe for all threads.
 */
public final class WholeSlices {
    static final String VOTING = "voting";
    static final int FORMAT = 2;

    /** Something was written of what the slices hold. */
    private static final int USED = 2;

    /** No slice is whole ever. */
    private static final int BARRED = 4;

    private static final int VOTING_MAGIC = 0x4341_564f;
    private static final int MAX_BYTES = 1 << 20;
    private static final int BYTES = Slices.COUNT / Byte.SIZE;

    private final CheckedFile file;
    private final String name;
    private final int magic;
    private final Executor storageThreads;
    private final EventSink events;
    private final Map<Integer, BitSet> whole = new TreeMap<>();
    private Found found = Found.NONE;
    private int flags;
    private volatile boolean used;
    private boolean changed;
    private boolean saving;

    /** What was found when it was opened. */
    enum Found {
        /** No file: the directory is new. */
        NONE,
        /** The file of the last process. */
        SOUND,
        /** A file that cannot be read, and so says nothing. */
        DAMAGED
    }

    private WholeSlices(
            Directory directory,
            String name,
            int magic,
            Executor storageThreads,
            EventSink events) {
        this.file = new CheckedFile(directory, name, MAX_BYTES);
        this.name = name;
        this.magic = magic;
        this.storageThreads = storageThreads;
        this.events = events;
    }

    /** The slices on whose registers this directory votes. Touches the disk. */
    public static WholeSlices voting(Directory directory, Executor storageThreads, EventSink events)
            throws IOException {
        return open(directory, VOTING, VOTING_MAGIC, storageThreads, events);
    }

    /** Takes up what the last process on this directory held. Touches the disk. */
    static WholeSlices open(
            Directory directory, String name, int magic, Executor storageThreads, EventSink events)
            throws IOException {
        WholeSlices slices = new WholeSlices(directory, name, magic, storageThreads, events);
        if (slices.file.exists()) {
            try {
                slices.read(slices.file.read());
                slices.found = Found.SOUND;
            } catch (MalformedException damaged) {
                slices.whole.clear();
                slices.flags = 0;
                slices.used = false;
                slices.found = Found.DAMAGED;
                slices.tell("is lost, catching up: " + damaged.getMessage());
            }
        }
        return slices;
    }

    private void read(WireReader reader) {
        if (reader.i32() != magic || reader.u8() != FORMAT) {
            throw new MalformedException("it is no such file of format " + FORMAT);
        }
        flags = reader.u8();
        used = (flags & USED) != 0;
        int count = reader.varint(BucketProperties.MAX_REPLICAS);
        for (int i = 0; i < count; i++) {
            int replicas = reader.u8();
            whole.put(replicas, BitSet.valueOf(reader.raw(BYTES).toArray(ValueLayout.JAVA_BYTE)));
        }
        reader.end();
    }

    /** What was found when it was opened. */
    Found found() {
        return found;
    }

    /** Eight bits that are kept beside the slices, for their owner; 2 and 4 are taken. */
    synchronized int flags() {
        return flags;
    }

    /** Whether something was written of what the slices hold. */
    public boolean isUsed() {
        return used;
    }

    /** Something is written of what the slices hold. */
    public void wrote() {
        if (!used) {
            used = true;
            synchronized (this) {
                flags |= USED;
            }
            save();
        }
    }

    private void tell(String what) {
        events.emit(new Event.Note(Event.Severity.WARNING, "the file \"" + name + "\" " + what));
    }

    /** Whether a slice is whole. */
    public synchronized boolean isWhole(int slice, int replicas) {
        BitSet slices = whole.get(replicas);
        return slices != null && slices.get(slice);
    }

    /** The slices that are whole. */
    public synchronized BitSet whole(int replicas) {
        BitSet slices = whole.get(replicas);
        return slices == null ? new BitSet() : (BitSet) slices.clone();
    }

    /** The numbers of copies of which any slice is. */
    public synchronized Set<Integer> kinds() {
        return Set.copyOf(whole.keySet());
    }

    /** From now on these are whole, in this process and later ones. */
    public void arrived(int replicas, Iterable<Integer> slices) {
        boolean some;
        synchronized (this) {
            if ((flags & BARRED) != 0) {
                return;
            }
            BitSet held = whole.computeIfAbsent(replicas, none -> new BitSet(Slices.COUNT));
            int before = held.cardinality();
            slices.forEach(held::set);
            some = held.cardinality() > before;
        }
        if (some) {
            save();
        }
    }

    /**
     * Forgets the slices of one lane that this node does not own any more: what is written from now
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

    /** From now on no slice is whole, and these are the flags; written soon. */
    void clear(int changedFlags) {
        synchronized (this) {
            begin(changedFlags, used);
        }
        save();
    }

    /**
     * From now on these slices are not whole of keys with so many copies, and these are the flags;
     * if {@code othersAre}, all other slices are. In memory until {@link #writeNow}.
     */
    synchronized void lose(BitSet slices, Set<Integer> kinds, boolean othersAre, int changedFlags) {
        if (othersAre) {
            for (int replicas : kinds) {
                whole.computeIfAbsent(replicas, none -> new BitSet(Slices.COUNT))
                        .set(0, Slices.COUNT);
            }
        }
        whole.values().forEach(held -> held.andNot(slices));
        flags |= changedFlags;
    }

    /**
     * From now on no slice is whole, these are the flags, and nothing was written unless {@code
     * isUsed}; durable on return.
     */
    void restart(int firstFlags, boolean isUsed) throws IOException {
        synchronized (this) {
            begin(firstFlags, isUsed);
        }
        writeNow();
    }

    /** Durable on return. */
    void writeNow() throws IOException {
        synchronized (file) {
            WireWriter content;
            synchronized (this) {
                content = encode();
            }
            file.replace(content);
        }
    }

    private void begin(int firstFlags, boolean isUsed) {
        whole.clear();
        flags = firstFlags | (isUsed ? USED : 0);
        used = isUsed;
    }

    /** What was written is all gone again, as it should be; durable on return. */
    void unused() throws IOException {
        synchronized (this) {
            used = false;
            flags &= ~USED;
        }
        writeNow();
    }

    /**
     * No slice is whole in this directory from now on: what it promised under its id is forgotten.
     * Durable on return.
     */
    public void bar() throws IOException {
        restart(BARRED, false);
        tell("names no slices any more: the store was emptied under it");
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
            synchronized (this) {
                if (!changed) {
                    saving = false;
                    return;
                }
                changed = false;
            }
            try {
                writeNow();
            } catch (IOException refused) {
                tell("could not be written: " + refused.getMessage());
                synchronized (this) {
                    changed = true;
                    saving = false;
                }
                return;
            }
        }
    }

    private WireWriter encode() {
        WireWriter writer = new WireWriter(16 + whole.size() * (BYTES + 1));
        writer.i32(magic).u8(FORMAT).u8(flags).varint(whole.size());
        whole.forEach((replicas, slices) -> {
            byte[] bits = new byte[BYTES];
            byte[] set = slices.toByteArray();
            System.arraycopy(set, 0, bits, 0, set.length);
            writer.u8(replicas).raw(bits, 0, BYTES);
        });
        return writer;
    }
}
