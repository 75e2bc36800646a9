package dev.cairn.replication.transfer;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvError;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.spi.StorageException;
import dev.cairn.replication.hint.Handoff;
import dev.cairn.replication.repair.KeyDigest;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes what one lane's store holds of slices that this node does not own to their owners: ranges
 * that have changed owners, and hints from before a start. Goes through those slices after a start
 * and after every change, again until nothing is left (CORRECTNESS rule 9). Owned by its lane.
 */
public final class Departures {
    private static final int MAX_UNDER_WAY = 4;

    /** The most slices that one scan looks into. */
    private static final int MAX_SCANNED = 64;

    private static final int NONE = -1;
    private static final long NOT_CLEAR = -1;
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private final TransferParts parts;
    private final Pages pages;
    private final Handoff handoff;
    private int next;
    private Bytes after = Bytes.EMPTY;
    private boolean waiting;
    private boolean passing;
    private boolean reading;
    private boolean again;
    private boolean changed;
    private int underWay;
    private Duration retry = FIRST_RETRY;
    private long passEpoch;

    /** The epoch under which nothing was left. */
    private volatile long clearEpoch = NOT_CLEAR;

    /** Nothing is looked for yet. */
    public Departures(TransferParts parts, Handoff handoff) {
        this.parts = parts;
        this.pages = new Pages(parts.engine());
        this.handoff = handoff;
    }

    /** Keys of a slice, and where to go on: in which slice, or none, behind which key. */
    private record Leaving(
            int slice, List<KeyDigest> keys, List<Bytes> registers, int next, Bytes after) {
        boolean isEmpty() {
            return keys.isEmpty() && registers.isEmpty();
        }
    }

    /** Begins to look. */
    public void start() {
        passSoon(SOON);
    }

    /** This node goes by a newer topology than before. */
    public void clusterChanged() {
        clearEpoch = NOT_CLEAR;
        changed = true;
        retry = FIRST_RETRY;
        if (!passing) {
            passSoon(SOON);
        }
    }

    /** Whether something may be here of slices that this node does not own. Callable anywhere. */
    public boolean isAnythingLeft() {
        return clearEpoch != parts.view().topology().epoch();
    }

    private void passSoon(Duration pause) {
        if (!waiting) {
            waiting = true;
            parts.lane().after(pause, this::pass);
        }
    }

    private void pass() {
        waiting = false;
        if (passing) {
            return;
        }
        passing = true;
        again = false;
        changed = false;
        next = parts.lane().index();
        after = Bytes.EMPTY;
        passEpoch = parts.view().topology().epoch();
        runMore();
    }

    /** The lane's first slice from {@code from} on that is not all this node's; -1 for none. */
    private int nextNotOwned(ClusterView view, int from) {
        int lanes = parts.lanes();
        List<Copies> kinds = view.copies();
        int first = from + Math.floorMod(parts.lane().index() - from, lanes);
        for (int slice = first; slice < Slices.COUNT; slice += lanes) {
            for (Copies copies : kinds) {
                if (!view.isWritten(parts.self(), slice, copies.n())) {
                    return slice;
                }
            }
        }
        return NONE;
    }

    /** The disk does not take a removal. */
    void refused() {
        again = true;
    }

    private void runMore() {
        if (reading || underWay >= MAX_UNDER_WAY) {
            return;
        }
        if (next == NONE) {
            if (underWay == 0) {
                endPass();
            }
            return;
        }
        reading = true;
        ClusterView view = parts.view();
        int from = next;
        Bytes behind = after;
        boolean taken =
                parts.work()
                        .add(() -> {
                            try {
                                Leaving leaving = find(view, from, behind);
                                return () -> found(view, leaving);
                            } catch (StorageException unreadable) {
                                return () -> giveUp();
                            }
                        });
        if (!taken) {
            giveUp();
        }
    }

    /** The next page of what is not owned. Runs on a storage thread. */
    private Leaving find(ClusterView view, int from, Bytes behind) {
        if (!behind.isEmpty()) {
            return page(view, from, behind);
        }
        int slice = nextNotOwned(view, from);
        for (int scanned = 0; slice != NONE && scanned < MAX_SCANNED; scanned++) {
            int held = pages.firstHeld(slice);
            if (held == slice) {
                Leaving leaving = page(view, slice, Bytes.EMPTY);
                if (!leaving.isEmpty()) {
                    return leaving;
                }
                held = slice + 1;
            }
            slice = held < 0 ? NONE : nextNotOwned(view, held);
        }
        return new Leaving(slice, List.of(), List.of(), slice, Bytes.EMPTY);
    }

    private Leaving page(ClusterView view, int slice, Bytes behind) {
        Pages.Strangers page = pages.strangers(view, parts.self(), slice, behind);
        int following = page.upTo().isEmpty() ? nextNotOwned(view, slice + 1) : slice;
        return new Leaving(slice, page.items(), page.registers(), following, page.upTo());
    }

    private void found(ClusterView view, Leaving leaving) {
        reading = false;
        next = leaving.next();
        after = leaving.after();
        Map<List<NodeId>, List<KeyDigest>> byOwners = new LinkedHashMap<>();
        for (KeyDigest key : leaving.keys()) {
            int replicas = view.bucket(StorageKey.bucketOf(key.key().segment())).n();
            byOwners.computeIfAbsent(
                            view.writeOwners(leaving.slice(), replicas), same -> new ArrayList<>())
                    .add(key);
        }
        for (Bytes key : leaving.registers()) {
            StorageKey stored = StorageKey.decode(key.segment());
            parts.replica().read(stored, new RegisterRemoval(stored));
        }
        underWay += byOwners.size();
        byOwners.forEach((owners, keys) ->
                new Departure(parts, handoff, this, leaving.slice(), keys, owners).run());
        runMore();
    }

    /**
     * A register goes at once: when this node ceased to be an owner, the present ones had all that
     * could have been decided (CORRECTNESS rule 14).
     */
    private final class RegisterRemoval implements LocalReplica.ItemSink {
        private final StorageKey key;

        RegisterRemoval(StorageKey key) {
            this.key = key;
        }

        @Override
        public void item(StoredItem held) {
            ClusterView view = parts.view();
            int replicas = view.bucket(key.key().bucket()).n();
            if (held.isRegister() && !view.isWritten(parts.self(), key.slice(), replicas)) {
                try {
                    parts.replica().remove(key);
                } catch (KvException kept) {
                    refused();
                }
            }
        }

        @Override
        public void failed(KvError error) {
            refused();
        }
    }

    /** A departure has ended; whether nothing of it is left. */
    void ended(boolean complete) {
        underWay--;
        again |= !complete;
        runMore();
    }

    private void giveUp() {
        reading = false;
        again = true;
        next = NONE;
        runMore();
    }

    private void endPass() {
        passing = false;
        if (again || changed) {
            passSoon(changed ? SOON : retry);
            Duration twice = retry.multipliedBy(2);
            retry = twice.compareTo(LAST_RETRY) < 0 ? twice : LAST_RETRY;
        } else {
            clearEpoch = passEpoch;
        }
    }
}
