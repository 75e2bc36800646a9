package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.Scrubbable;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.WriteBatch;
import dev.cairn.api.version.Origin;
import dev.cairn.testkit.sim.Simulation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A storage engine over a {@link TestDisk}, with syncs that take virtual time and reads that need
 * the disk by chance.
 */
final class TestEngine implements StorageEngine, Scrubbable {
    private static final String FILE = "table";

    private final TestDisk disk;
    private final Simulation world;
    private final RandomGenerator random;
    private final MergeOperator merge;
    private final Recovery recovery;
    private final TreeMap<Bytes, Bytes> pairs = new TreeMap<>();
    private LongConsumer listener = position -> {};
    private boolean syncing;
    private boolean syncsStopped;
    private boolean readOnly;
    private Runnable withinNextRead = () -> {};
    private Runnable withinNextWrite = () -> {};
    private boolean dead;
    private int forgotten;
    private boolean acknowledgesEarly;
    private double blockingReads;
    private UnaryOperator<Bytes> kept = UnaryOperator.identity();
    private boolean telling = true;
    private final Map<Bytes, Bytes> before = new HashMap<>();
    private boolean readsBefore;

    TestEngine(TestDisk disk, Simulation world, RandomGenerator random, MergeOperator merge) {
        this.disk = disk;
        this.world = world;
        this.random = random;
        this.merge = merge;
        this.recovery =
                new Recovery(
                        disk.closedCleanly() && disk.lostTailBytes() == 0,
                        disk.lostTailBytes(),
                        disk.log().size());
        for (int i = 0; i < disk.log().size(); i++) {
            if (disk.isReadable(i)) {
                fold(disk.log().get(i));
            }
        }
        disk.recovered();
    }

    /** The share of reads that memory does not answer. */
    void blockingReads(double share) {
        blockingReads = share;
    }

    /** The next writes are taken and not kept, without a word. */
    void forgetWrites(int count) {
        forgotten = count;
    }

    /** The durable position is what is in the kernel. */
    void acknowledgeEarly(boolean early) {
        acknowledgesEarly = early;
    }

    /** From now on this is kept in the place of what is written. */
    void keeps(UnaryOperator<Bytes> less) {
        kept = less;
    }

    /** Mutation: a read finds what was there before the last write of the key, as if beside it. */
    void readsWhatWasBefore(boolean past) {
        readsBefore = past;
    }

    /** What is stored of the keys between these, inclusive, cannot be read any more. */
    void damage(Bytes first, Bytes last) {
        for (Bytes key : List.copyOf(pairs.subMap(first, true, last, true).keySet())) {
            pairs.remove(key);
            disk.damage(key);
        }
    }

    /** Whether nothing is damaged, or what was is out. */
    boolean isReadable() {
        return disk.unreadable().isEmpty();
    }

    /** What is stored of a key is gone without a word. */
    void loseSilently(Bytes key) {
        pairs.remove(key);
    }

    private static StorageException damaged() {
        return StorageException.corrupt(FILE, 4711, "a checksum is wrong");
    }

    @Override
    public List<String> files() {
        return List.of(FILE);
    }

    @Override
    public long scrub(String file, Consumer<Damage> found) {
        NavigableSet<Bytes> lost = disk.unreadable();
        if (!lost.isEmpty()) {
            found.accept(new Damage(FILE, 4711, lost.first(), lost.last(), "a checksum is wrong"));
        }
        return pairs.size() * 100L;
    }

    @Override
    public void excise(Damage damage) {
        if (readOnly) {
            throw new StorageException(StorageException.Kind.READ_ONLY, "the disk is full", null);
        }
        disk.unreadable().clear();
    }

    void stopSyncs() {
        syncsStopped = true;
    }

    /** What was asked for meanwhile waits for the next who asks. */
    void resumeSyncs() {
        syncsStopped = false;
    }

    /** Happens once, within the next read, before it. */
    void withinNextRead(Runnable task) {
        withinNextRead = task;
    }

    /** Happens once, within the next write, behind it. */
    void withinNextWrite(Runnable task) {
        withinNextWrite = task;
    }

    void readOnly(boolean refusing) {
        readOnly = refusing;
    }

    /** All that is stored, as it is sent: not which of it is foreign. */
    Map<Bytes, Bytes> pairs() {
        Map<Bytes, Bytes> plain = new HashMap<>();
        pairs.forEach((key, value) -> plain.put(key, Origin.plain(value.segment())));
        return plain;
    }

    /** From now on this node takes what others sent for what it has written itself. */
    void withoutOrigins() {
        telling = false;
    }

    void kill() {
        dead = true;
    }

    private void fold(TestDisk.Entry entry) {
        before.put(entry.key(), pairs.getOrDefault(entry.key(), Bytes.EMPTY));
        switch (entry.kind()) {
            case PUT -> {
                pairs.put(entry.key(), kept(entry.value()));
                disk.unreadable().remove(entry.key());
            }
            case DELETE -> {
                pairs.remove(entry.key());
                disk.unreadable().remove(entry.key());
            }
            case MERGE -> {
                Bytes existing = pairs.getOrDefault(entry.key(), Bytes.EMPTY);
                Bytes merged = merged(entry.key(), existing, entry.value());
                pairs.put(entry.key(), kept(merged));
            }
            case PUT_UNTIL -> throw new UnsupportedOperationException("values do not expire here");
        }
    }

    private Bytes kept(Bytes stored) {
        boolean foreign = telling && Origin.isForeign(stored.segment());
        Bytes plain = kept.apply(Origin.plain(stored.segment()));
        return Bytes.copyOf(Origin.stored(plain.segment(), foreign));
    }

    /** Arguments are valid during the call only, so they are in memory that is gone afterwards. */
    private Bytes merged(Bytes key, Bytes existing, Bytes operand) {
        MemorySegment result;
        try (Arena call = Arena.ofConfined()) {
            result = merge.merge(lent(call, key), lent(call, existing), lent(call, operand));
        }
        return Bytes.copyOf(result);
    }

    private static MemorySegment lent(Arena call, Bytes bytes) {
        return call.allocate(Math.max(1, bytes.size()))
                .asSlice(0, bytes.size())
                .copyFrom(bytes.segment());
    }

    @Override
    public Lookup tryRead(MemorySegment key, ValueSink sink) {
        if (random.nextDouble() < blockingReads) {
            return Lookup.WOULD_BLOCK;
        }
        return read(key, sink) ? Lookup.FOUND : Lookup.ABSENT;
    }

    @Override
    public boolean read(MemorySegment key, ValueSink sink) {
        Runnable task = withinNextRead;
        withinNextRead = () -> {};
        task.run();
        if (disk.unreadable().contains(Bytes.copyOf(key))) {
            throw damaged();
        }
        Map<Bytes, Bytes> seen = readsBefore ? before : pairs;
        Bytes value = seen.getOrDefault(Bytes.copyOf(key), Bytes.EMPTY);
        if (value.isEmpty()) {
            return false;
        }
        try (Arena call = Arena.ofConfined()) {
            sink.value(lent(call, value));
        }
        return true;
    }

    @Override
    public long apply(WriteBatch batch) {
        if (dead) {
            throw new StorageException(StorageException.Kind.CLOSED, "the process is dead", null);
        }
        if (readOnly) {
            throw new StorageException(StorageException.Kind.READ_ONLY, "the disk is full", null);
        }
        for (WriteBatch.Write write : batch.writes()) {
            if (forgotten > 0) {
                forgotten--;
                continue;
            }
            TestDisk.Entry entry =
                    new TestDisk.Entry(
                            write.kind(), Bytes.copyOf(write.key()), Bytes.copyOf(write.value()));
            disk.append(entry);
            fold(entry);
        }
        Runnable task = withinNextWrite;
        withinNextWrite = () -> {};
        task.run();
        return disk.log().size();
    }

    @Override
    public long durablePosition() {
        return acknowledgesEarly ? disk.log().size() : disk.durable();
    }

    @Override
    public boolean survivesPowerLoss() {
        return !acknowledgesEarly;
    }

    @Override
    public void onDurable(LongConsumer advanced) {
        listener = advanced;
    }

    @Override
    public void requestSync(long position) {
        if (!syncing && !syncsStopped) {
            syncing = true;
            int covered = disk.log().size();
            world.time()
                    .schedule(
                            Duration.ofNanos(50_000 + random.nextInt(300_000)),
                            () -> synced(covered));
        }
    }

    private void synced(int position) {
        if (dead) {
            return;
        }
        syncing = false;
        disk.sync(position);
        if (position < disk.log().size()) {
            requestSync(disk.log().size());
        }
        listener.accept(position);
    }

    @Override
    public Cursor cursor(MemorySegment from, MemorySegment to) {
        Iterator<Map.Entry<Bytes, Bytes>> rest =
                pairs.tailMap(Bytes.copyOf(from), true).entrySet().iterator();
        return new Cursor() {
            private Map.Entry<Bytes, Bytes> at = Map.entry(Bytes.EMPTY, Bytes.EMPTY);

            @Override
            public boolean next() {
                Bytes last = at.getKey().isEmpty() ? Bytes.copyOf(from) : at.getKey();
                boolean more = rest.hasNext();
                at = more ? rest.next() : Map.entry(Bytes.copyOf(to), Bytes.EMPTY);
                NavigableSet<Bytes> behind = disk.unreadable().tailSet(last, true);
                if (!(at.getKey().isEmpty() ? behind : behind.headSet(at.getKey(), true))
                        .isEmpty()) {
                    throw damaged();
                }
                return more && (to.byteSize() == 0 || at.getKey().compareTo(Bytes.copyOf(to)) < 0);
            }

            @Override
            public MemorySegment key() {
                return at.getKey().segment();
            }

            @Override
            public MemorySegment value() {
                return at.getValue().segment();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Recovery recovery() {
        return recovery;
    }

    @Override
    public Statistics statistics() {
        return new Statistics(0, 0, 0);
    }

    @Override
    public void close() {
        disk.closeCleanly();
        dead = true;
    }
}
