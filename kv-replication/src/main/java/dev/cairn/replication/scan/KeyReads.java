package dev.cairn.replication.scan;

import dev.cairn.api.Answer;
import dev.cairn.api.GetRequest;
import dev.cairn.api.Key;
import dev.cairn.api.KvError;
import dev.cairn.api.ReadResult;
import dev.cairn.api.RequestOptions;
import dev.cairn.api.env.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;

/**
 * Reads keys one by one, a few at a time, each as a client would, where a look into this node's
 * store would not do: what it holds of a register may not be decided, and an item it does not hold
 * may be on its way here. Owned by its lane.
 */
public final class KeyReads {
    private static final int MAX_UNDER_WAY = 16;

    private final Lane lane;
    private final BiConsumer<GetRequest, Answer<ReadResult>> reads;
    private final Duration patience;
    private final Answer<List<Found>> answer;
    private final Queue<Integer> unread = new ArrayDeque<>();
    private final List<Key> keys;
    private final List<Optional<ReadResult>> found;
    private int missing;
    private boolean over;

    /**
     * What was read of a key.
     *
     * @param key which key
     * @param read its value at some moment between question and answer, or that it had none
     */
    public record Found(Key key, ReadResult read) {}

    /**
     * Keys to be read.
     *
     * @param reads serves clients
     * @param patience how long each may take
     * @param answer told once on the lane: all of them in their order, or why one could not be read
     */
    public KeyReads(
            Lane lane,
            BiConsumer<GetRequest, Answer<ReadResult>> reads,
            Duration patience,
            Collection<Key> keys,
            Answer<List<Found>> answer) {
        this.lane = lane;
        this.reads = reads;
        this.patience = patience;
        this.keys = List.copyOf(keys);
        this.answer = answer;
        this.missing = keys.size();
        this.found = new ArrayList<>();
        for (int i = 0; i < missing; i++) {
            found.add(Optional.empty());
            unread.add(i);
        }
    }

    /** Reads them. */
    public void start() {
        if (missing == 0) {
            answer.succeeded(List.of());
        }
        for (int i = 0; i < MAX_UNDER_WAY; i++) {
            next();
        }
    }

    private void next() {
        Integer index = unread.poll();
        if (index == null) {
            return;
        }
        RequestOptions options =
                new RequestOptions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(patience));
        reads.accept(
                new GetRequest(keys.get(index), options),
                new Answer<>() {
                    @Override
                    public void succeeded(ReadResult result) {
                        lane.execute(() -> read(index, result));
                    }

                    @Override
                    public void failed(KvError error) {
                        lane.execute(() -> fail(error));
                    }
                });
    }

    private void read(int index, ReadResult result) {
        found.set(index, Optional.of(result));
        missing--;
        if (over) {
            return;
        }
        if (missing > 0) {
            next();
            return;
        }
        List<Found> all = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            all.add(new Found(keys.get(i), found.get(i).orElseThrow()));
        }
        answer.succeeded(all);
    }

    private void fail(KvError error) {
        if (!over) {
            over = true;
            answer.failed(error);
        }
    }
}
