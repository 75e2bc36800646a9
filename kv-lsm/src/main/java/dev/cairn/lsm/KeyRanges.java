package dev.cairn.lsm;

import dev.cairn.api.Bytes;
import dev.cairn.lsm.table.TableInfo;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A merge cut into key ranges, each of which is merged by itself: by the caller, and by those
 * threads of an executor that come while ranges are left. So one thread alone does it all, and more
 * do it sooner. Used once.
 *
 * <pre>
 * caller        [──a──][──b──]      [──d──]│ waits for c
 * executor             ·[──────c──────]    │
 * </pre>
 */
final class KeyRanges {
    /** Writes the keys from {@code from} (empty: the first) up to {@code to} (empty: the last). */
    @FunctionalInterface
    interface Part {
        List<TableInfo> merge(Bytes from, Bytes to) throws IOException;
    }

    private final List<Bytes> cuts;
    private final Part part;
    private final ConcurrentSkipListMap<Integer, List<TableInfo>> written =
            new ConcurrentSkipListMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch ended;

    /** Of the ranges before, between and behind some keys in order. */
    KeyRanges(List<Bytes> cuts, Part part) {
        this.cuts = List.copyOf(cuts);
        this.part = part;
        this.ended = new CountDownLatch(cuts.size() + 1);
    }

    /**
     * Merges all of them, and throws when all have ended what the first to fail has thrown; what
     * others have {@link #written} by then is of no use.
     */
    void mergeAll(Executor executor) throws IOException {
        for (int i = 0; i < cuts.size(); i++) {
            offerTo(executor);
        }
        mergeWhatIsLeft();
        awaitOthers();
        for (Throwable first : failures) {
            switch (first) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                default -> throw new IllegalStateException(first);
            }
        }
    }

    /** The tables, by key. */
    List<TableInfo> written() {
        return written.values().stream().flatMap(List::stream).toList();
    }

    private void offerTo(Executor executor) {
        try {
            executor.execute(this::mergeWhatIsLeft);
        } catch (RejectedExecutionException stopped) {
            // It takes no more work; the caller does all of it.
            return;
        }
    }

    private void mergeWhatIsLeft() {
        for (int range = begun.getAndIncrement();
                range <= cuts.size();
                range = begun.getAndIncrement()) {
            try {
                if (failures.isEmpty()) {
                    written.put(range, part.merge(cut(range - 1), cut(range)));
                }
            } catch (IOException | RuntimeException | Error failed) {
                failures.add(failed);
            } finally {
                ended.countDown();
            }
        }
    }

    private Bytes cut(int index) {
        return index < 0 || index == cuts.size() ? Bytes.EMPTY : cuts.get(index);
    }

    /** Every range was begun by now, each by a thread that will end it. */
    private void awaitOthers() {
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException told) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
