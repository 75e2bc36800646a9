package dev.cairn.server.load;

import dev.cairn.api.cluster.Address;
import dev.cairn.server.http.HttpCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One load: a thread that reads the file, one for each connection, and a bounded queue between. */
public final class BulkLoad {
    private static final int BATCH_RECORDS = 200;
    private static final int BATCH_BYTES = 256 << 10;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Plan plan;
    private final LoadProblems problems;
    private final LoadTally tally;
    private final ProgressFile.Place from;
    private final BlockingQueue<Batch> queue;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean allRead;

    /**
     * What to load.
     *
     * @param file the file
     * @param format what its lines look like
     * @param bucket where the pairs go
     * @param target path and query of the batch request
     * @param endpoints HTTP addresses of nodes; connections are spread over them
     * @param connections how many connections, each with one batch in flight
     * @param timeout how long to wait for the answer to one batch
     * @param patience how long to try again without any success
     * @param credentials how the connections are made
     * @param resume whether to go on where an earlier load of the same file ended
     */
    public record Plan(
            Path file,
            Format format,
            String bucket,
            String target,
            List<Address> endpoints,
            int connections,
            Duration timeout,
            Duration patience,
            HttpCredentials credentials,
            boolean resume) {}

    /**
     * What became of it.
     *
     * @param loaded records acknowledged
     * @param failed records refused
     * @param seconds how long it took
     * @param resumedAt the byte of the file where it began
     */
    public record Outcome(long loaded, long failed, double seconds, long resumedAt) {}

    /** Sees how it goes, a few times a second, on the thread that called {@link #run}. */
    @FunctionalInterface
    public interface Watcher {
        /** The present standing; {@code last} on the last call. */
        void see(String progress, boolean last);
    }

    private BulkLoad(Plan plan, ProgressFile.Place from, Consumer<String> tell) {
        this.plan = plan;
        this.from = from;
        this.problems = new LoadProblems(tell);
        this.tally = new LoadTally(from.offset(), from.lines());
        this.queue = new ArrayBlockingQueue<>(2 * plan.connections());
    }

    /**
     * Loads the file and waits for the end.
     *
     * @param tell hears of refused records
     * @param watcher sees how it goes
     * @throws LoadException when it cannot go on
     * @throws IOException when the file cannot be read
     */
    public static Outcome run(Plan plan, Consumer<String> tell, Watcher watcher)
            throws IOException, InterruptedException {
        ProgressFile progress = new ProgressFile(plan.file());
        ProgressFile.Place start = new ProgressFile.Place(0, 0);
        return new BulkLoad(plan, plan.resume() ? progress.read().orElse(start) : start, tell)
                .run(progress, watcher);
    }

    private Outcome run(ProgressFile progress, Watcher watcher)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        threads.add(
                Thread.ofPlatform().daemon().name("load-reader").start(() -> guarded(this::read)));
        for (int i = 0; i < plan.connections(); i++) {
            int index = i;
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("load-" + i)
                            .start(() -> guarded(() -> sendAll(index))));
        }
        ProgressBar bar = new ProgressBar(Files.size(plan.file()), from.offset(), began);
        for (Thread thread : threads) {
            while (!thread.join(LOOK_AGAIN)) {
                remember(progress);
                watcher.see(bar.text(tally.standing(), System.nanoTime()), false);
            }
        }
        LoadTally.Standing end = tally.standing();
        watcher.see(bar.text(end, System.nanoTime()), true);
        Exception failed = failure.get();
        if (failed == null) {
            progress.delete();
            return new Outcome(
                    end.loaded(), end.failed(), (System.nanoTime() - began) / 1e9, from.offset());
        }
        remember(progress);
        if (failed instanceof IOException unreadable) {
            throw unreadable;
        }
        throw new LoadException(
                failed.getMessage()
                        + " ("
                        + end.loaded()
                        + " records are loaded; the same command goes on from there)");
    }

    private void remember(ProgressFile progress) throws IOException {
        LoadTally.Standing standing = tally.standing();
        if (standing.doneOffset() > from.offset()) {
            progress.write(new ProgressFile.Place(standing.doneOffset(), standing.doneLines()));
        }
    }

    private void read() throws IOException, InterruptedException {
        var in = Files.newInputStream(plan.file());
        in.skipNBytes(from.offset());
        try (RecordReader reader = new RecordReader(in, from.offset(), from.lines())) {
            List<LoadRecord> records = new ArrayList<>();
            long number = 0;
            int bytes = 0;
            while (failure.get() == null && reader.next()) {
                bytes += parse(reader, records);
                if (records.size() >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
                    put(new Batch(number++, records, reader.offset(), reader.number()));
                    records.clear();
                    bytes = 0;
                }
            }
            if (!records.isEmpty()) {
                put(new Batch(number, records, reader.offset(), reader.number()));
            }
        } finally {
            allRead = true;
        }
    }

    /** Adds the present line's record, if it is one; answers its size. */
    private int parse(RecordReader reader, List<LoadRecord> records) {
        if (reader.length() == 0) {
            return 0;
        }
        try {
            LoadRecord record =
                    plan.format().parse(reader.number(), reader.line(), reader.length());
            records.add(record);
            return record.key().size() + record.value().size();
        } catch (IllegalArgumentException malformed) {
            tally.unreadable();
            problems.refused(reader.number(), "BAD_RECORD", String.valueOf(malformed.getMessage()));
            return 0;
        }
    }

    private void put(Batch batch) throws InterruptedException {
        while (failure.get() == null
                && !queue.offer(batch, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            continue;
        }
    }

    private void sendAll(int index) throws InterruptedException {
        try (BatchSender sender = new BatchSender(plan, index, problems)) {
            while (failure.get() == null) {
                boolean last = allRead;
                Batch batch = queue.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                if (batch != null) {
                    tally.finished(batch, sender.send(batch));
                } else if (last) {
                    return;
                }
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException failed) {
            failure.compareAndSet(null, failed);
        } catch (InterruptedException stopped) {
            failure.compareAndSet(null, new LoadException("interrupted"));
        }
    }
}
