package dev.cairn.replication.shortpath;

import dev.cairn.api.ShortPath;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageEngine.Lookup;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.version.ItemView;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * The short path to keys that this node alone owns. A read needs no lane: the engine answers on any
 * thread, and no other replica is asked. A write is taken on its key's lane. For one thread.
 */
public final class OwnKeys implements ShortPath {
    private final SharedParts node;
    private final SoleOwners owners;
    private final KeyRoom key;
    private final Found found = new Found();
    private SoleOwner owner;

    private OwnKeys(SharedParts node, SoleOwners owners) {
        this.node = node;
        this.owners = owners;
        this.key = new KeyRoom(node.partitioner());
        this.owner = owners.of(node, node.cluster().get(), "");
    }

    /** What makes paths on a node. */
    public static Supplier<ShortPath> of(SharedParts node) {
        SoleOwners owners = new SoleOwners(node.cluster().get());
        return () -> new OwnKeys(node, owners);
    }

    @Override
    public Read get(String bucket, byte[] source, Span span, ReadSink sink) {
        if (!isMine(bucket, source, span)) {
            return Read.LEFT;
        }
        found.outcome = Read.LEFT;
        found.sink = sink;
        Lookup lookup;
        try {
            lookup = node.engine().tryRead(key.segment(), found);
        } catch (StorageException damaged) {
            return Read.LEFT;
        }
        // Asked again: what was damaged is cut out behind the mark that it is missing.
        if (lookup == Lookup.ABSENT && owner.answers(key.slice()) && owner.isStill()) {
            found.outcome = Read.ABSENT;
            sink.absent(owner.epoch());
        }
        if (found.outcome != Read.LEFT) {
            node.answered().increment();
        }
        return found.outcome;
    }

    @Override
    public Write put(String bucket, byte[] source, Span span, Span value, WriteSink sink) {
        if (!isMine(bucket, source, span)) {
            return Write.LEFT;
        }
        LaneWrites writes = node.writes().apply(key.slice());
        Write outcome = writes.put(owner, key, source, value, sink);
        if (outcome != Write.LEFT) {
            node.answered().increment();
        }
        return outcome;
    }

    private boolean isMine(String bucket, byte[] source, Span span) {
        ClusterView present = node.cluster().get();
        if (!owner.isOf(present, bucket)) {
            owner = owners.of(node, present, bucket);
            key.in(bucket);
        }
        return owner.isAny()
                && key.set(source, span)
                && owner.answers(key.slice())
                && node.admits().test(key.slice());
    }

    /**
     * Looks at what the engine holds and hands it on, if others have not become the owners while
     * the thread was held up.
     */
    private final class Found implements StorageEngine.ValueSink {
        private final ItemView item = new ItemView();
        private Read outcome = Read.LEFT;
        private ReadSink sink = Nobody.ASKS;

        @Override
        public void value(MemorySegment stored) {
            if (owner.isStill()
                    && item.look(stored)
                    && item.actors() <= owner.properties().maxClockEntries()
                    && (item.expires()
                            ? item.isLive(node.clock().millis())
                            : !item.isTombstone())) {
                outcome = Read.FOUND;
                sink.found(item, owner.epoch());
            }
        }
    }

    private enum Nobody implements ReadSink {
        ASKS;

        @Override
        public void found(ItemView item, long epoch) {}

        @Override
        public void absent(long epoch) {}
    }
}
