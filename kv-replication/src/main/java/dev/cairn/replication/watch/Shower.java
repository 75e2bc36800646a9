package dev.cairn.replication.watch;

import dev.cairn.api.Answer;
import dev.cairn.api.BucketProperties;
import dev.cairn.api.BucketProperties.Mode;
import dev.cairn.api.Bytes;
import dev.cairn.api.ETag;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.WatchEvent.Change;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.spi.ConflictResolver;
import dev.cairn.api.spi.Replication.Env;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.coordinator.Shown;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.scan.KeyReads;
import dev.cairn.replication.watch.WatchMessage.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Makes changes that a watcher is shown of keys that were written: of items what a reader would see
 * of them, of registers what a read finds, since what one acceptor holds may not be decided, and of
 * items that are gone what a read finds as well. What the watcher was told already is left out.
 * Owned by its lane.
 */
final class Shower {
    private static final Bytes DELETED = Bytes.utf8("deleted");

    private final Env env;
    private final Lane lane;
    private final BiConsumer<GetRequest, Answer<ReadResult>> reads;
    private final Recent recent = new Recent();

    Shower(Env env, Lane lane, BiConsumer<GetRequest, Answer<ReadResult>> reads) {
        this.env = env;
        this.lane = lane;
        this.reads = reads;
    }

    /** The watcher may not know any more what it was told. */
    void forget() {
        recent.clear();
    }

    /** One of the two is run once, at once or later: {@code unreadable} to try it again. */
    void show(
            BucketProperties bucket,
            List<Pair> pairs,
            Consumer<List<Change>> shown,
            Runnable unreadable) {
        boolean items = bucket.mode() == Mode.EVENTUAL;
        List<Pair> unread =
                items ? pairs.stream().filter(pair -> pair.item().isEmpty()).toList() : pairs;
        if (unread.isEmpty()) {
            shown.accept(items(bucket, pairs));
            return;
        }
        List<Key> keys = unread.stream().map(pair -> keyOf(pair.key())).toList();
        new KeyReads(
                        lane,
                        reads,
                        env.requestTimeout(),
                        keys,
                        new Answer<>() {
                            @Override
                            public void succeeded(List<KeyReads.Found> found) {
                                shown.accept(
                                        items
                                                ? items(bucket, pairs, unread, found)
                                                : registers(pairs, found));
                            }

                            @Override
                            public void failed(KvError error) {
                                unreadable.run();
                            }
                        })
                .start();
    }

    private static Key keyOf(Bytes storageKey) {
        return StorageKey.decode(storageKey.segment()).key();
    }

    /**
     * Those of which an owner holds nothing any more were deleted, and the delete is forgotten, or
     * are on their way back: a read tells.
     */
    private List<Change> items(
            BucketProperties bucket,
            List<Pair> pairs,
            List<Pair> gone,
            List<KeyReads.Found> found) {
        List<Change> changes = items(bucket, pairs);
        for (int i = 0; i < found.size(); i++) {
            ReadResult read = found.get(i).read();
            recent.forget(gone.get(i).key());
            changes.add(new Change(found.get(i).key(), read.siblings(), read.context()));
        }
        return changes;
    }

    private List<Change> items(BucketProperties bucket, List<Pair> pairs) {
        ConflictResolver resolver = env.resolvers().get(bucket.resolver());
        if (resolver == null) {
            throw new IllegalStateException("no conflict resolver " + bucket.resolver());
        }
        List<Change> changes = new ArrayList<>();
        for (Pair pair : pairs) {
            if (pair.item().isEmpty()) {
                continue;
            }
            try {
                recent.join(pair.key(), StoredItem.ofEncoded(pair.item()), resolver)
                        .ifPresent(item -> changes.add(change(pair.key(), item, bucket, resolver)));
            } catch (MalformedException damaged) {
                env.events()
                        .emit(
                                new Event.Note(
                                        Event.Severity.WARNING,
                                        "a watcher was not told of what is no item: "
                                                + damaged.getMessage()));
            }
        }
        return changes;
    }

    private Change change(
            Bytes storageKey, StoredItem item, BucketProperties bucket, ConflictResolver resolver) {
        return new Change(
                keyOf(storageKey),
                Shown.siblings(item.item(), resolver, bucket, lane.clock().millis()),
                ItemCodec.token(item.item().seen().cut(bucket.maxClockEntries())));
    }

    private List<Change> registers(List<Pair> pairs, List<KeyReads.Found> found) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            ReadResult read = found.get(i).read();
            Optional<ETag> state = read.etag();
            if (recent.isNews(
                    pairs.get(i).key(),
                    state.map(etag -> Bytes.utf8(etag.toString())).orElse(DELETED))) {
                changes.add(new Change(found.get(i).key(), read.siblings(), read.context()));
            }
        }
        return changes;
    }
}
