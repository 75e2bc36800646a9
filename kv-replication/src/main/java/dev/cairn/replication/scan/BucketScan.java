package dev.cairn.replication.scan;

import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.Consistency;
import dev.cairn.api.Context;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.ReadResult;
import dev.cairn.api.ScanCursor;
import dev.cairn.api.ScanRequest;
import dev.cairn.api.ScanResult;
import dev.cairn.api.Sibling;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Lane;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.ConsistencyPolicy.Quorum;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.coordinator.Shown;
import dev.cairn.replication.repair.Bounds;
import dev.cairn.replication.replica.ItemMerge;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.scan.ScanMessage.Page;
import dev.cairn.replication.scan.ScanMessage.Pair;
import dev.cairn.replication.scan.ScanMessage.Walk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * A page of a bucket's keys on its coordinator. It goes along the ring by ranges of slices with the
 * same owners, and within a range by the pages that those answer: what all of them have told of,
 * joined key by key, is shown, and the rest is asked for again. A key has one place on the ring, so
 * it is found at most once, and at least once by every R owners, whatever moves meanwhile: each
 * page is read under one epoch. Of a linearizable bucket the pages tell the keys only, and each of
 * those is read as a client would. Owned by its lane.
 */
final class BucketScan {
    private static final int MAX_BYTES = 1 << 20;

    /** The most pages that owners are asked for on behalf of one request. */
    private static final int MAX_READS = 64;

    /** So many keys of a linearizable bucket are read together at least. */
    private static final int LEAST_READS = 16;

    private static final Duration LEAST_PATIENCE = Duration.ofMillis(1);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Env env;
    private final Lane lane;
    private final Questions questions;
    private final BiConsumer<GetRequest, Answer<ReadResult>> reads;
    private final ScanRequest request;
    private final Answer<ScanResult> answer;
    private final long deadline;
    private final List<ScanResult.Entry> entries = new ArrayList<>();
    private int slice;
    private Bytes after;
    private int bytes;
    private int asked;
    private boolean complete = true;
    private boolean moved;

    BucketScan(
            Env env,
            Lane lane,
            Questions questions,
            BiConsumer<GetRequest, Answer<ReadResult>> reads,
            ScanRequest request,
            Answer<ScanResult> answer) {
        this.env = env;
        this.lane = lane;
        this.questions = questions;
        this.reads = reads;
        this.request = request;
        this.answer = answer;
        this.after = request.after().map(ScanCursor::position).orElse(Bytes.EMPTY);
        this.slice = after.isEmpty() ? 0 : StorageKey.sliceOf(after.segment());
        Duration timeout = request.options().timeout().orElse(env.requestTimeout());
        this.deadline = lane.clock().nanos() + timeout.toNanos();
    }

    /** Reads the next part, or answers. */
    void next() {
        if (slice == Slices.COUNT) {
            finish(Optional.empty());
            return;
        }
        if (isFull() || asked == MAX_READS) {
            finish(Optional.of(cursor()));
            return;
        }
        if (lane.clock().nanos() - deadline >= 0) {
            giveUp(ErrorCode.TIMEOUT, "the deadline passed");
            return;
        }
        try {
            read(env.cluster().get());
        } catch (KvException refused) {
            answer.failed(refused.error());
        }
    }

    private boolean isFull() {
        return entries.size() == request.limit() || bytes >= MAX_BYTES;
    }

    private void read(ClusterView view) {
        BucketProperties bucket = view.bucket(request.bucket());
        PreferenceList list = view.preference(slice, bucket.n());
        int last = RangeRead.lastOfSameOwners(view, slice, bucket.n());
        Quorum quorum = env.consistency().quorum(level(bucket), list, bucket.n(), view, env.self());
        int first = slice;
        Bytes from = after;
        int limit = Math.min(request.limit() - entries.size() + 1, PageReader.MAX_ITEMS);
        asked++;
        new RangeRead(
                        questions,
                        (id, epoch) ->
                                new Walk(
                                        id,
                                        epoch,
                                        request.bucket(),
                                        first,
                                        last,
                                        from,
                                        request.prefix(),
                                        limit),
                        RangeRead.inOrder(view, list.owners(), env.self()),
                        quorum,
                        range -> answered(view, bucket, last, range))
                .start();
    }

    /** Of a linearizable bucket only a majority is sure to know every key. */
    private Consistency level(BucketProperties bucket) {
        Optional<Consistency> wanted = request.options().consistency();
        if (bucket.mode() == Mode.EVENTUAL) {
            return wanted.orElse(bucket.r());
        }
        if (wanted.filter(level -> level != Consistency.Level.QUORUM).isPresent()) {
            throw new KvException(
                    ErrorCode.WRONG_MODE,
                    "bucket \""
                            + request.bucket()
                            + "\" is linearizable: a scan asks for QUORUM, the default");
        }
        return Consistency.Level.QUORUM;
    }

    private void answered(ClusterView view, BucketProperties bucket, int last, RangeRead range) {
        long epoch = view.topology().epoch();
        boolean changed = env.cluster().get().topology().epoch() > epoch;
        if (range.epoch() > epoch || changed) {
            range.ahead().ifPresent(owner -> env.behind(owner, range.epoch()));
            lane.after(PAUSE, this::next);
            return;
        }
        if (range.pages().isEmpty()) {
            giveUp(ErrorCode.UNAVAILABLE, "no owner of slice " + slice + " answers");
            return;
        }
        complete &= range.isWon();
        if (bucket.mode() == Mode.LINEARIZABLE) {
            readKeys(last, range.pages());
            return;
        }
        try {
            take(bucket, last, range.pages());
        } catch (MalformedException damaged) {
            answer.failed(
                    KvError.of(
                            ErrorCode.INTERNAL,
                            "what is stored is no item: " + damaged.getMessage()));
            return;
        }
        lane.execute(this::next);
    }

    /** Shows what every page has told of. */
    private void take(BucketProperties bucket, int last, List<Page> pages) {
        ConflictResolver resolver = resolver(bucket);
        Bytes through = through(pages);
        moved = true;
        for (var found : joined(pages, through, resolver).entrySet()) {
            show(found.getKey(), found.getValue().item(), bucket, resolver);
            if (isFull()) {
                moveTo(found.getKey());
                return;
            }
        }
        moveBehind(last, through);
    }

    /** How far every page goes; empty for all to the end. */
    private static Bytes through(List<Page> pages) {
        Bytes through = Bytes.EMPTY;
        for (Page page : pages) {
            boolean ends = !page.upTo().isEmpty();
            if (ends && (through.isEmpty() || page.upTo().compareTo(through) < 0)) {
                through = page.upTo();
            }
        }
        return through;
    }

    private void moveBehind(int last, Bytes through) {
        if (through.isEmpty()) {
            slice = last + 1;
            after = Bytes.EMPTY;
        } else {
            moveTo(through);
        }
    }

    /** What the owners hold of a register may not be decided: only that it is there is believed. */
    private void readKeys(int last, List<Page> pages) {
        Bytes through = through(pages);
        NavigableSet<Bytes> told = new TreeSet<>();
        for (Page page : pages) {
            page.items().forEach(pair -> told.add(pair.key()));
        }
        List<Bytes> keys =
                told.stream()
                        .filter(key -> through.isEmpty() || key.compareTo(through) <= 0)
                        .toList();
        int room = Math.max(LEAST_READS, request.limit() - entries.size());
        List<Bytes> now = keys.subList(0, Math.min(room, keys.size()));
        Duration left = Duration.ofNanos(Math.max(1, deadline - lane.clock().nanos()));
        new KeyReads(
                        lane,
                        reads,
                        left.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : left,
                        now.stream().map(key -> StorageKey.decode(key.segment()).key()).toList(),
                        new Answer<>() {
                            @Override
                            public void succeeded(List<KeyReads.Found> found) {
                                showAll(now, found);
                                if (!isFull() && now.size() == keys.size()) {
                                    moveBehind(last, through);
                                }
                                lane.execute(BucketScan.this::next);
                            }

                            @Override
                            public void failed(KvError error) {
                                giveUp(error.code(), error.detail());
                            }
                        })
                .start();
    }

    private void showAll(List<Bytes> storageKeys, List<KeyReads.Found> found) {
        moved = true;
        for (int i = 0; i < found.size() && !isFull(); i++) {
            moveTo(storageKeys.get(i));
            ReadResult read = found.get(i).read();
            if (!read.siblings().isEmpty()) {
                show(found.get(i).key(), read.siblings(), read.context());
            }
        }
    }

    private ConflictResolver resolver(BucketProperties bucket) {
        ConflictResolver resolver = env.resolvers().get(bucket.resolver());
        if (resolver == null) {
            throw new IllegalStateException("no conflict resolver " + bucket.resolver());
        }
        return resolver;
    }

    private static NavigableMap<Bytes, StoredItem> joined(
            List<Page> pages, Bytes through, ConflictResolver resolver) {
        NavigableMap<Bytes, StoredItem> joined = new TreeMap<>();
        for (Page page : pages) {
            for (Pair pair : page.items()) {
                if (through.isEmpty() || pair.key().compareTo(through) <= 0) {
                    joined.merge(
                            pair.key(),
                            StoredItem.ofEncoded(pair.item()),
                            (one, other) -> join(one, other, resolver));
                }
            }
        }
        return joined;
    }

    private static StoredItem join(StoredItem one, StoredItem other, ConflictResolver resolver) {
        return one.equals(other)
                ? one
                : StoredItem.of(ItemMerge.collapsed(resolver, one.item().join(other.item())));
    }

    private void show(
            Bytes storageKey, Item item, BucketProperties bucket, ConflictResolver resolver) {
        List<Sibling> siblings = Shown.siblings(item, resolver, bucket, lane.clock().millis());
        if (siblings.isEmpty()) {
            return;
        }
        show(
                StorageKey.decode(storageKey.segment()).key(),
                siblings,
                ItemCodec.token(item.seen().cut(bucket.maxClockEntries())));
    }

    private void show(Key key, List<Sibling> siblings, Context context) {
        entries.add(new ScanResult.Entry(key, siblings, context));
        bytes += key.bytes().size();
        for (Sibling sibling : siblings) {
            bytes += sibling.value().size();
        }
    }

    private void moveTo(Bytes storageKey) {
        after = storageKey;
        slice = StorageKey.sliceOf(storageKey.segment());
    }

    private ScanCursor cursor() {
        return new ScanCursor(after.isEmpty() ? Bytes.copyOf(Bounds.start(slice)) : after);
    }

    /** Answers what there is; a caller who got nothing is told why. */
    private void giveUp(ErrorCode code, String why) {
        if (moved) {
            complete = false;
            finish(Optional.of(cursor()));
        } else {
            answer.failed(KvError.of(code, why));
        }
    }

    private void finish(Optional<ScanCursor> next) {
        answer.succeeded(new ScanResult(List.copyOf(entries), next, complete));
    }
}
