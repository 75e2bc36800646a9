package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.area.Areas;
import dev.cairn.lsm.cache.BlockCache;
import dev.cairn.lsm.cache.KeptBytes;
import dev.cairn.lsm.cache.Slots;
import dev.cairn.lsm.entry.Entry;
import dev.cairn.lsm.entry.EntryKind;
import dev.cairn.lsm.epoch.Epochs;
import dev.cairn.lsm.filter.KeyHash;
import dev.cairn.lsm.memtable.Memtable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Whether what readers and writers do to the parts without locks has an order, by Lincheck: all
 * interleavings up to a bound where the part is plain Java, many threads where it lies off the
 * heap.
 */
@Isolated("it changes classes while they run")
@Tag("long")
final class LincheckTest {
    /**
     * Memory of the state that Lincheck tries at present: it makes thousands, one after another.
     */
    private static final class Memory {
        private final List<AutoCloseable> taken = new ArrayList<>();

        /** Another state begins: gives back what the one before has taken. */
        synchronized void begin() {
            try {
                for (AutoCloseable former : taken) {
                    former.close();
                }
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
            taken.clear();
        }

        synchronized <T extends AutoCloseable> T take(T resource) {
            taken.add(resource);
            return resource;
        }
    }

    /** A value that is spoiled when it is given up. */
    private static final class Held {
        private final int value;
        private volatile boolean gone;

        Held(int value) {
            this.value = value;
        }

        int read() {
            if (gone) {
                throw new IllegalStateException("read after it was given up");
            }
            return value;
        }
    }

    /** A register whose former values are given up once nobody can be reading them. */
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class ReclaimedRegister {
        private final Epochs epochs = new Epochs();
        private final AtomicReference<Held> present = new AtomicReference<>(new Held(0));

        /** Reads twice within a call. */
        @Operation
        public int read() {
            int inside = epochs.enter();
            try {
                Held held = present.get();
                held.read();
                return held.read();
            } finally {
                epochs.exit(inside);
            }
        }

        /** Replaces the value. */
        @Operation
        public void write(@Param(name = "value") int value) {
            Held former = present.getAndSet(new Held(value));
            epochs.retire(() -> former.gone = true);
        }
    }

    /** A look at all stripes is a loop, which is not to be taken for one that hangs. */
    @Test
    void nothingIsGivenUpUnderAReader() {
        new ModelCheckingOptions()
                .loopBound(2_000)
                .loopIterationsBeforeThreadSwitch(200)
                .iterations(5)
                .invocationsPerIteration(400)
                .threads(3)
                .actorsPerThread(2)
                .sequentialSpecification(Register.class)
                .check(ReclaimedRegister.class);
    }

    /** What {@link ReclaimedRegister} is in one thread. */
    public static class Register {
        private int value;

        /** Reads. */
        public int read() {
            return value;
        }

        /** Writes. */
        public void write(int next) {
            value = next;
        }
    }

    /** One writer, who makes positions visible as the store does, beside readers. */
    @Param(name = "key", gen = IntGen.class, conf = "1:4")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class SharedMemtable {
        private static final Areas AREAS = new Areas(1 << 20);
        private static final Memory MEMORY = new Memory();

        private final Memtable memtable;
        private volatile long visible;

        /** Empty. */
        public SharedMemtable() {
            MEMORY.begin();
            memtable = MEMORY.take(new Memtable(1, 1, AREAS, 0));
        }

        private static MemorySegment segment(int number) {
            return Bytes.utf8("key" + number).segment();
        }

        /** A put. */
        @Operation(nonParallelGroup = "writer")
        public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
            memtable.begin();
            long next = visible + 1;
            memtable.stage(EntryKind.PUT, segment(key), segment(value), next);
            visible = next;
        }

        /** A put that is taken back. */
        @Operation(nonParallelGroup = "writer")
        public void refuse(@Param(name = "key") int key, @Param(name = "value") int value) {
            memtable.begin();
            memtable.stage(EntryKind.PUT, segment(key), segment(value), visible + 1);
            memtable.withdraw();
        }

        /** A read. */
        @Operation
        public String get(@Param(name = "key") int key) {
            MemorySegment bytes = segment(key);
            Entry found = memtable.find(bytes, KeyHash.of(bytes), visible);
            return found.kind() == EntryKind.PUT ? Bytes.copyOf(found.value()).utf8() : "";
        }
    }

    /** What {@link SharedMemtable} is in one thread. */
    public static class Pairs {
        private final String[] values = {"", "", "", "", ""};

        /** A put. */
        public void put(int key, int value) {
            values[key] = "key" + value;
        }

        /** Nothing. */
        public void refuse(int key, int value) {}

        /** A read. */
        public String get(int key) {
            return values[key];
        }
    }

    @Test
    void readersOfAMemtableSeeAnOrderBesideItsWriter() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(4)
                .sequentialSpecification(Pairs.class)
                .check(SharedMemtable.class);
    }

    /** Blocks that come and go; a hit is the block asked for, whole. */
    @Param(name = "block", gen = IntGen.class, conf = "0:99")
    public static class SharedCache {
        private static final int BLOCK_BYTES = 4_000;

        private static final Memory MEMORY = new Memory();

        private final Epochs epochs = new Epochs();
        private final BlockCache<KeptBytes> cache;
        private final Slots<KeptBytes> slots = new Slots<>(1, 100);

        /** Empty. */
        public SharedCache() {
            MEMORY.begin();
            cache = MEMORY.take(new BlockCache<>(256 << 10, epochs));
        }

        /** Asks for a block and puts it there if it is not; always true. */
        @Operation
        public boolean get(@Param(name = "block") int block) {
            int inside = epochs.enter();
            try {
                Optional<KeptBytes> found = slots.get(block);
                if (found.isPresent()) {
                    return isWhole(found.get().bytes(), block);
                }
                byte[] bytes = new byte[BLOCK_BYTES];
                Arrays.fill(bytes, (byte) block);
                KeptBytes.put(cache, slots, block, MemorySegment.ofArray(bytes));
                return true;
            } finally {
                epochs.exit(inside);
            }
        }

        private static boolean isWhole(MemorySegment bytes, int block) {
            for (long at = 0; at < BLOCK_BYTES; at += 8) {
                if (bytes.get(ValueLayout.JAVA_BYTE, at) != block) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What {@link SharedCache} promises. */
    public static class AlwaysWhole {
        /** True. */
        public boolean get(int block) {
            return true;
        }
    }

    @Test
    void aCachedBlockIsWholeAsLongAsAReaderIsInside() {
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsBefore(60)
                .actorsPerThread(40)
                .sequentialSpecification(AlwaysWhole.class)
                .check(SharedCache.class);
    }

    /** Views that follow each other beside readers who hold on to theirs. */
    public static class SharedViews {
        private static final Areas AREAS = new Areas(1 << 20);
        private static final Memory MEMORY = new Memory();

        private final Epochs epochs = new Epochs();
        private final Views views;
        private int made = 1;

        /** With one memtable. */
        public SharedViews() {
            MEMORY.begin();
            views = new Views(new View(List.of(memtable(1)), List.of()), epochs);
        }

        /** Spoiled when it is in no view any more. */
        private static Counted<Memtable> memtable(int segment) {
            return new Counted<>(
                    MEMORY.take(new Memtable(segment, 1, AREAS, 0)),
                    counted -> counted.markObsolete());
        }

        /** Looks at the newest memtable within a call, and keeps its view beyond it. */
        @Operation
        public boolean read() {
            int inside = views.enter();
            View view = views.present();
            try {
                view.hold();
            } finally {
                views.exit(inside);
            }
            boolean sound = view.memtables().stream().noneMatch(Counted::isObsolete);
            view.drop();
            return sound;
        }

        /** A new memtable, and the oldest of several goes. */
        @Operation(nonParallelGroup = "writer")
        public void rotate() {
            made++;
            views.rotated(memtable(made));
            if (views.present().memtables().size() > 1) {
                views.flushed(List.of());
            }
        }
    }

    /** What {@link SharedViews} promises. */
    public static class AlwaysSound {
        /** True. */
        public boolean read() {
            return true;
        }

        /** Nothing that is seen. */
        public void rotate() {}
    }

    @Test
    void aViewLastsAsLongAsItIsHeld() {
        new StressOptions()
                .iterations(5)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(6)
                .sequentialSpecification(AlwaysSound.class)
                .check(SharedViews.class);
    }
}
