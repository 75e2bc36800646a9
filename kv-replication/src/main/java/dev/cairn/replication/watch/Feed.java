package dev.cairn.replication.watch;

import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.version.Origin;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.watch.Journal.Mark;
import dev.cairn.replication.watch.WatchMessage.Follow;
import dev.cairn.replication.watch.WatchMessage.Followed;
import dev.cairn.replication.watch.WatchMessage.Pair;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tells what this node has written. A question waits until there is something to tell; then the
 * keys behind its mark are read from the store, on a storage thread, so a key that was written
 * often meanwhile is told once, as it is by then. The journal is opened by the first question, and
 * closed when none has come for long. Owned by its lane, but for {@link #noted}.
 */
final class Feed {
    /** The most keys of one answer. */
    static final int MAX_KEYS = 64;

    /** An answer takes no further key behind so many bytes. */
    private static final int MAX_BYTES = 64 << 10;

    /** The most questions that wait; one more is not answered, and comes again. */
    private static final int MAX_WAITING = 1024;

    /** Keys that are looked at under the journal's lock at once. */
    private static final int CHUNK = 512;

    /** Writes of so long are told together. */
    private static final Duration GATHERING = Duration.ofMillis(1);

    private static final Duration RETRY = Duration.ofMillis(20);
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final NodeId self;
    private final Lane lane;
    private final Journal journal;
    private final Supplier<ClusterView> cluster;
    private final StorageEngine engine;
    private final Executor storageThreads;
    private final RandomGenerator random;
    private final Set<Question> waiting = new LinkedHashSet<>();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final Bytes[] chunk = new Bytes[CHUNK];
    private long lastAsked;

    /** A question and how far its answer has come. */
    private static final class Question {
        private final Follow follow;
        private final Bytes meant;
        private final Consumer<Followed> reply;
        private final long deadline;
        private Mark mark;

        Question(Follow follow, Mark mark, long deadline, Consumer<Followed> reply) {
            this.follow = follow;
            this.meant = StorageKey.behindToken(follow.bucket(), follow.key());
            this.mark = mark;
            this.deadline = deadline;
            this.reply = reply;
        }

        boolean isAbout(Bytes storageKey) {
            int end = Long.BYTES + meant.size();
            boolean fits =
                    follow.key().isEmpty() ? storageKey.size() > end : storageKey.size() == end;
            return fits
                    && MemorySegment.mismatch(
                                    storageKey.segment(),
                                    Long.BYTES,
                                    end,
                                    meant.segment(),
                                    0,
                                    meant.size())
                            < 0;
        }
    }

    /** A key that is to be told, and its number. */
    private record Noted(Bytes key, long number) {}

    Feed(
            NodeId self,
            Lane lane,
            Journal journal,
            Supplier<ClusterView> cluster,
            StorageEngine engine,
            Executor storageThreads,
            RandomGenerator random) {
        this.self = self;
        this.lane = lane;
        this.journal = journal;
        this.cluster = cluster;
        this.engine = engine;
        this.storageThreads = storageThreads;
        this.random = random;
        journal.onNote(this::noted);
    }

    /** Something was written. Called on any thread. */
    private void noted() {
        if (wanted.get() && wanted.compareAndSet(true, false)) {
            lane.after(GATHERING, this::wake);
        }
    }

    /** A question; {@code reply} is called once on the lane, unless this node stops. */
    void asked(Follow follow, Consumer<Followed> reply) {
        lastAsked = lane.clock().nanos();
        if (!journal.isOpen()) {
            journal.open(random.nextLong());
            lane.after(IDLE, this::closeWhenIdle);
        }
        if (follow.after().filter(journal::reaches).isEmpty()) {
            boolean gap = follow.after().isPresent();
            reply.accept(new Followed(follow.request(), journal.end(), gap, List.of()));
            return;
        }
        if (waiting.size() < MAX_WAITING) {
            Question question =
                    new Question(
                            follow,
                            follow.after().get(),
                            lane.clock().nanos() + follow.patience().toNanos(),
                            reply);
            lane.after(follow.patience(), () -> end(question));
            look(question);
        }
    }

    private void closeWhenIdle() {
        long idle = lane.clock().nanos() - lastAsked;
        if (idle >= IDLE.toNanos() && waiting.isEmpty()) {
            journal.close();
        } else {
            lane.after(IDLE, this::closeWhenIdle);
        }
    }

    private void wake() {
        List<Question> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(this::look);
    }

    /** Nothing was written in time. */
    private void end(Question question) {
        if (waiting.remove(question)) {
            answer(question, false, List.of());
        }
    }

    private void answer(Question question, boolean gap, List<Pair> pairs) {
        Mark mark = gap ? journal.end() : question.mark;
        question.reply.accept(new Followed(question.follow.request(), mark, gap, pairs));
    }

    /** Answers with what is behind the question's mark, or lets it wait for something. */
    private void look(Question question) {
        List<Noted> found = new ArrayList<>();
        Set<Bytes> known = new HashSet<>();
        while (found.size() < MAX_KEYS) {
            int count = journal.copy(question.mark, chunk);
            if (count < 0) {
                answer(question, true, List.of());
                return;
            }
            if (count == 0 && found.isEmpty() && !wanted.getAndSet(true)) {
                continue;
            }
            if (count == 0) {
                break;
            }
            collect(question, count, found, known);
        }
        if (!found.isEmpty()) {
            read(question, found);
        } else if (lane.clock().nanos() - question.deadline >= 0) {
            answer(question, false, List.of());
        } else {
            waiting.add(question);
        }
    }

    private void collect(Question question, int count, List<Noted> found, Set<Bytes> known) {
        for (int i = 0; i < count && found.size() < MAX_KEYS; i++) {
            Bytes key = chunk[i];
            long number = question.mark.next();
            if (question.isAbout(key) && known.add(key)) {
                found.add(new Noted(key, number));
            }
            question.mark = new Mark(question.mark.journal(), number + 1);
        }
    }

    private void read(Question question, List<Noted> found) {
        boolean registers =
                cluster.get().bucket(question.follow.bucket()).mode() == Mode.LINEARIZABLE;
        if (registers) {
            answer(
                    question,
                    false,
                    found.stream().map(noted -> new Pair(noted.key(), Bytes.EMPTY)).toList());
            return;
        }
        Mark through = question.mark;
        try {
            storageThreads.execute(() -> {
                List<Pair> pairs = new ArrayList<>();
                int told = stored(found, pairs);
                lane.execute(() -> {
                    if (told < found.size()) {
                        question.mark = new Mark(through.journal(), found.get(told).number());
                    }
                    answer(question, false, pairs);
                });
            });
        } catch (RejectedExecutionException full) {
            question.mark = new Mark(through.journal(), found.getFirst().number());
            lane.after(RETRY, () -> look(question));
        }
    }

    /** Reads keys until there are enough bytes; answers how many. Runs on a storage thread. */
    private int stored(List<Noted> found, List<Pair> pairs) {
        int bytes = 0;
        int told = 0;
        while (told < found.size() && bytes < MAX_BYTES) {
            Bytes key = found.get(told).key();
            Bytes item = stored(key);
            if (!item.isEmpty() || owns(key)) {
                pairs.add(new Pair(key, item));
                bytes += key.size() + item.size();
            }
            told++;
        }
        return told;
    }

    /** What is damaged here is told by another owner, and here again once it is healed. */
    private Bytes stored(Bytes key) {
        Bytes[] item = {Bytes.EMPTY};
        try {
            engine.read(key.segment(), value -> item[0] = Origin.plain(value));
        } catch (StorageException damaged) {
            return Bytes.EMPTY;
        }
        return item[0];
    }

    private boolean owns(Bytes key) {
        ClusterView view = cluster.get();
        int replicas = view.bucket(StorageKey.bucketOf(key.segment())).n();
        return view.isWritten(self, StorageKey.sliceOf(key.segment()), replicas);
    }
}
