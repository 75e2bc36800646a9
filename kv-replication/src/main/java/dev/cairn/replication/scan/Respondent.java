package dev.cairn.replication.scan;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageException;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.Wholeness;
import dev.cairn.replication.scan.ScanMessage.Answer;
import dev.cairn.replication.scan.ScanMessage.Held;
import dev.cairn.replication.scan.ScanMessage.Holds;
import dev.cairn.replication.scan.ScanMessage.Page;
import dev.cairn.replication.scan.ScanMessage.Question;
import dev.cairn.replication.scan.ScanMessage.Unable;
import dev.cairn.replication.scan.ScanMessage.Walk;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers questions from this node's own store, on storage threads, a few at a time. Owned by its
 * lane, on which it answers.
 */
final class Respondent {
    /** The most questions that are read for at once; others are told to come again. */
    private static final int MAX_READING = 16;

    private final NodeId self;
    private final Lane lane;
    private final Supplier<ClusterView> cluster;
    private final Wholeness whole;
    private final PageReader reader;
    private final Executor storageThreads;
    private final Consumer<Runnable> fence;
    private final Runnable newerBuckets;
    private int reading;

    /**
     * Nothing is asked yet.
     *
     * @param whole of which slices this node holds all it has acknowledged
     * @param fence runs a task once every lane has ended what it was doing
     * @param newerBuckets told that others go by newer properties of buckets
     */
    Respondent(
            NodeId self,
            Lane lane,
            Supplier<ClusterView> cluster,
            Wholeness whole,
            PageReader reader,
            Executor storageThreads,
            Consumer<Runnable> fence,
            Runnable newerBuckets) {
        this.self = self;
        this.lane = lane;
        this.cluster = cluster;
        this.whole = whole;
        this.reader = reader;
        this.storageThreads = storageThreads;
        this.fence = fence;
        this.newerBuckets = newerBuckets;
    }

    void asked(Question question, Consumer<Answer> reply) {
        switch (question) {
            case Holds holds -> holds(holds, reply);
            case Walk walk -> walk(walk, reply);
        }
    }

    /**
     * Once every lane has seen the bucket closed, nothing of it is written any more, and what was
     * is in the store.
     */
    private void holds(Holds holds, Consumer<Answer> reply) {
        ClusterView view = cluster.get();
        boolean behind = view.bucket(holds.bucket()).version() < holds.version();
        if (behind) {
            newerBuckets.run();
        }
        if (behind || !view.isClosed(holds.bucket())) {
            reply.accept(unable(holds, self + " goes by other properties of the bucket"));
            return;
        }
        fence.accept(() -> lane.execute(() -> look(holds, Bytes.EMPTY, reply)));
    }

    private void look(Holds holds, Bytes after, Consumer<Answer> reply) {
        long epoch = epoch();
        Walk walk =
                new Walk(
                        holds.request(),
                        epoch,
                        holds.bucket(),
                        after.isEmpty() ? 0 : sliceOf(after),
                        Slices.COUNT - 1,
                        after,
                        Bytes.EMPTY,
                        1);
        read(
                walk,
                reply,
                page -> {
                    if (!page.items().isEmpty() || page.upTo().isEmpty()) {
                        boolean some = !page.items().isEmpty();
                        reply.accept(new Held(holds.request(), epoch, some));
                    } else {
                        look(holds, page.upTo(), reply);
                    }
                });
    }

    private void walk(Walk walk, Consumer<Answer> reply) {
        ClusterView view = cluster.get();
        int copies = view.bucket(walk.bucket()).n();
        for (int slice = walk.first(); slice <= walk.last(); slice++) {
            if (!view.isWritten(self, slice, copies)) {
                reply.accept(unable(walk, self + " does not own slice " + slice));
                return;
            }
            if (!whole.isWhole(slice, copies)) {
                reply.accept(unable(walk, self + " has lost its disk and rebuilds the slice"));
                return;
            }
        }
        read(walk, reply, reply::accept);
    }

    private void read(Walk walk, Consumer<Answer> reply, Consumer<Page> then) {
        if (reading == MAX_READING) {
            reply.accept(unable(walk, self + " scans as much as it can"));
            return;
        }
        long epoch = epoch();
        try {
            storageThreads.execute(() -> {
                Runnable end = page(walk, epoch, reply, then);
                lane.execute(() -> {
                    reading--;
                    end.run();
                });
            });
            reading++;
        } catch (RejectedExecutionException full) {
            reply.accept(unable(walk, "the disk of " + self + " has too much to do"));
        }
    }

    /** Runs on a storage thread. */
    private Runnable page(Walk walk, long epoch, Consumer<Answer> reply, Consumer<Page> then) {
        try {
            Page page = reader.read(walk, epoch);
            return () -> then.accept(page);
        } catch (StorageException damaged) {
            return () -> reply.accept(unable(walk, self + " cannot read: " + damaged.getMessage()));
        }
    }

    private Unable unable(Question question, String why) {
        return new Unable(question.request(), epoch(), why);
    }

    private long epoch() {
        return cluster.get().topology().epoch();
    }

    private static int sliceOf(Bytes storageKey) {
        return StorageKey.sliceOf(storageKey.segment());
    }
}
