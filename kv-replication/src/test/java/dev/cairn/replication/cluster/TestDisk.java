package dev.cairn.replication.cluster;

import dev.cairn.api.Bytes;
import dev.cairn.api.spi.WriteBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** What a {@link TestEngine} has logged, and how much of it would survive power loss. */
final class TestDisk {
    record Entry(WriteBatch.Kind kind, Bytes key, Bytes value) {}

    private final List<Entry> log = new ArrayList<>();
    private int durable;
    private boolean closedCleanly = true;
    private long lostTailBytes;
    private final Map<Bytes, Integer> lostBefore = new HashMap<>();
    private final TreeSet<Bytes> unreadable = new TreeSet<>();

    /** The same records on another disk, as durable as they are here. */
    TestDisk copy() {
        TestDisk copy = new TestDisk();
        copy.log.addAll(log);
        copy.durable = durable;
        copy.closedCleanly = closedCleanly;
        copy.lostTailBytes = lostTailBytes;
        return copy;
    }

    List<Entry> log() {
        return log;
    }

    int append(Entry entry) {
        closedCleanly = false;
        log.add(entry);
        return log.size();
    }

    int durable() {
        return durable;
    }

    void sync(int position) {
        durable = Math.max(durable, position);
    }

    /** What was logged of this key so far cannot be read any more. */
    void damage(Bytes key) {
        lostBefore.put(key, log.size());
        unreadable.add(key);
    }

    /** Whether a record can be read. */
    boolean isReadable(int record) {
        return record >= lostBefore.getOrDefault(log.get(record).key(), 0);
    }

    /** The keys that cannot be read. */
    NavigableSet<Bytes> unreadable() {
        return unreadable;
    }

    void closeCleanly() {
        durable = log.size();
        closedCleanly = true;
    }

    boolean closedCleanly() {
        return closedCleanly;
    }

    long lostTailBytes() {
        return lostTailBytes;
    }

    /** What was not synced is lost, or by chance some of it is there. */
    void losePower(RandomGenerator random) {
        int kept = durable + random.nextInt(log.size() - durable + 1);
        cutTo(random.nextBoolean() ? durable : kept);
    }

    /** Only the first records are left, and opening does not notice. */
    void cutTo(int records) {
        log.subList(records, log.size()).clear();
        durable = Math.min(durable, records);
        closedCleanly = false;
    }

    /** The last records are torn, and opening notices. */
    void tearOff(int records) {
        cutTo(log.size() - records);
        lostTailBytes = records;
    }

    void recovered() {
        lostTailBytes = 0;
        durable = log.size();
    }
}
