package dev.cairn.replication.repair;

import dev.cairn.api.Bytes;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.api.spi.StorageEngine;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.replication.message.PeerMessage;
import dev.cairn.replication.message.PeerMessageCodec;
import dev.cairn.replication.register.RegisterCodec;
import dev.cairn.replication.register.RegisterMessage;
import dev.cairn.replication.repair.RepairMessage.KeyDigests;
import dev.cairn.replication.repair.RepairMessage.SliceDigests;
import dev.cairn.replication.repair.RepairMessage.Wanted;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.replica.StoredItem;
import dev.cairn.replication.replica.StoredRegister;
import dev.cairn.replication.round.Round;
import dev.cairn.replication.round.RoundTable;
import dev.cairn.replication.round.SliceRound;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares one lane's slices with their other owners, in an endless round of small steps, and takes
 * part in the comparisons that others begin. Owned by its lane.
 */
public final class AntiEntropy {
    /** How many slices a step looks at to find those that this node owns. */
    private static final int MAX_LOOKED_AT = 4096;

    private final NodeId self;
    private final Lane lane;
    private final int lanes;
    private final Supplier<ClusterView> cluster;
    private final Peers peers;
    private final RepairConfig config;
    private final int stepsUntilDoubt;
    private final RoundTable rounds;
    private final Consumer<StorageKey> forget;
    private final SliceScan scan;
    private final SliceHashes hashes;
    private final WorkQueue work;
    private final Consumer<StorageException> unreadable;
    private int step = 2;
    private int next;
    private Lane.@Nullable Timer timer;

    /**
     * Anti-entropy of the slices of {@code lane}, at rest.
     *
     * @param lanes how many lanes the node has
     * @param unreadable hears of what could not be read
     * @param forget told of keys that may be forgotten, and of registers whose time is up
     */
    public AntiEntropy(
            NodeId self,
            Lane lane,
            int lanes,
            Supplier<ClusterView> cluster,
            StorageEngine engine,
            Executor storageThreads,
            Peers peers,
            Consumer<StorageException> unreadable,
            RepairConfig config,
            RoundTable rounds,
            Consumer<StorageKey> forget) {
        this.self = self;
        this.lane = lane;
        this.lanes = lanes;
        this.cluster = cluster;
        this.peers = peers;
        this.config = config;
        this.stepsUntilDoubt = config.stepsUntilDoubt();
        this.rounds = rounds;
        this.forget = forget;
        this.scan = new SliceScan(engine);
        this.hashes = new SliceHashes(lanes);
        this.unreadable = unreadable;
        this.work = new WorkQueue(lane, storageThreads, config.bytesPerSecond(), unreadable);
        this.next = lane.index();
    }

    /**
     * Begins the round, at a moment between two steps that {@code phase} chooses: replicas that
     * start together, and find the same difference in the same step, would each send it.
     */
    public void start(long phase) {
        long mixed = phase * 0x9e3779b97f4a7c15L;
        long nanos = Math.floorMod(mixed ^ mixed >>> 32, config.interval().toNanos());
        timer = lane.after(config.interval().plusNanos(nanos), this::step);
    }

    /** Ends it; what is under way is dropped. */
    public void close() {
        work.close();
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Something of a slice was written here. */
    public void wrote(int slice) {
        hashes.wrote(slice, step);
    }

    private void step() {
        timer = lane.after(config.interval(), this::step);
        step++;
        ClusterView view = cluster.get();
        if (work.isIdle()) {
            List<Integer> slices = nextSlices(view);
            scanned(view, slices, () -> tell(view, slices));
        }
    }

    /** The next owned slices of the round that no write is under way to. */
    private List<Integer> nextSlices(ClusterView view) {
        List<Copies> kinds = view.copies();
        List<Integer> slices = new ArrayList<>(config.slicesPerStep());
        for (int i = 0; i < MAX_LOOKED_AT && slices.size() < config.slicesPerStep(); i++) {
            if (owns(view, kinds, next) && hashes.mayCompare(next, step)) {
                hashes.doubt(next, step, stepsUntilDoubt);
                slices.add(next);
            }
            next += lanes;
            if (next >= Slices.COUNT) {
                next = lane.index();
                break;
            }
        }
        return slices;
    }

    private boolean owns(ClusterView view, List<Copies> kinds, int slice) {
        for (Copies kind : kinds) {
            if (view.isWritten(self, slice, kind.n())) {
                return true;
            }
        }
        return false;
    }

    /** The living other owners of what the slice holds. */
    private List<NodeId> partners(ClusterView view, SliceDigest digest) {
        List<NodeId> partners = new ArrayList<>(4);
        for (SliceDigest.Share share : digest.shares()) {
            addPartners(view, digest.slice(), share.copies(), partners);
        }
        return partners;
    }

    private void addPartners(ClusterView view, int slice, int copies, List<NodeId> partners) {
        List<NodeId> owners = view.writeOwners(slice, copies);
        if (owners.contains(self)) {
            for (NodeId owner : owners) {
                boolean other = !owner.equals(self) && !partners.contains(owner);
                if (other && view.liveness(owner) != Liveness.DEAD) {
                    partners.add(owner);
                }
            }
        }
    }

    /** Runs {@code then} on the lane once no digest of {@code slices} is stale. */
    private void scanned(ClusterView view, List<Integer> slices, Runnable then) {
        List<Integer> stale = slices.stream().filter(hashes::isStale).sorted().toList();
        if (stale.isEmpty()) {
            then.run();
            return;
        }
        Map<Integer, Round> asked = new HashMap<>();
        stale.forEach(slice -> asked.put(slice, rounds.of(slice)));
        boolean taken =
                work.add(() -> {
                    try {
                        List<Scanned> found =
                                scan.digests(view, stale.getFirst(), stale.getLast(), asked);
                        return () -> {
                            found.forEach(this::found);
                            then.run();
                        };
                    } catch (StorageException damaged) {
                        return () -> {
                            stale.forEach(hashes::unreadable);
                            unreadable.accept(damaged);
                        };
                    }
                });
        if (taken) {
            stale.forEach(slice -> hashes.scanning(slice, step));
        }
    }

    private void found(Scanned scanned) {
        hashes.found(scanned);
        for (Bytes key : scanned.ending()) {
            forget.accept(StorageKey.decode(key.segment()));
        }
    }

    /** Answers, on the lane, what these slices hold at a moment after this call. */
    public void digests(List<Integer> slices, Consumer<List<SliceDigest>> then) {
        scanned(cluster.get(), slices, () -> then.accept(slices.stream().map(hashes::of).toList()));
    }

    /** These slices have entered another round: what counts in them may be less. */
    public void entered(List<SliceRound> slices) {
        slices.forEach(of -> hashes.outdated(of.slice()));
    }

    /** What these slices hold has changed without a write. */
    public void outdated(BitSet slices) {
        slices.stream().filter(slice -> slice % lanes == lane.index()).forEach(hashes::outdated);
    }

    /** Whether some key of the slice was nothing but deletes when it was last scanned. */
    public boolean holdsDeletes(int slice) {
        return hashes.isDead(slice, lane.clock());
    }

    /** Of what nothing is here those tell who hold something. */
    private void tell(ClusterView view, List<Integer> slices) {
        Map<NodeId, List<SliceDigest>> told = new LinkedHashMap<>();
        for (int slice : slices) {
            SliceDigest digest = hashes.of(slice);
            if (!digest.isEmpty()) {
                for (NodeId partner : partners(view, digest)) {
                    told.computeIfAbsent(partner, first -> new ArrayList<>()).add(digest);
                }
            }
        }
        told.forEach((partner, digests) ->
                send(partner, new SliceDigests(view.topology().epoch(), digests)));
    }

    /** A peer's part of an exchange. */
    public void received(NodeId from, RepairMessage message) {
        ClusterView view = cluster.get();
        if (message.epoch() != view.topology().epoch()) {
            return;
        }
        switch (message) {
            case SliceDigests digests -> compare(from, view, digests);
            case KeyDigests digests -> compare(from, view, digests);
            case Wanted wanted -> give(from, view, wanted);
        }
    }

    private void compare(NodeId from, ClusterView view, SliceDigests theirs) {
        List<SliceDigest> quiet =
                theirs.slices().stream()
                        .filter(digest -> hashes.mayCompare(digest.slice(), step))
                        .toList();
        List<Integer> slices = quiet.stream().map(SliceDigest::slice).toList();
        scanned(
                view,
                slices,
                () -> {
                    Shared shared = new Shared(view, self, from);
                    for (SliceDigest digest : quiet) {
                        SliceDigest mine = hashes.of(digest.slice());
                        if (mine.round() == digest.round() && shared.differ(mine, digest)) {
                            page(from, view, digest.slice(), Bytes.EMPTY);
                        }
                    }
                });
    }

    private void page(NodeId to, ClusterView view, int slice, Bytes after) {
        Round round = rounds.of(slice);
        work.add(() -> {
            Shared shared = new Shared(view, self, to);
            KeyDigests page = scan.page(view.topology().epoch(), slice, round, after, shared);
            return () -> send(to, page);
        });
    }

    private void compare(NodeId from, ClusterView view, KeyDigests theirs) {
        Round round = rounds.of(theirs.slice());
        boolean begins = theirs.after().isEmpty();
        if (theirs.round() != round.number() || begins && !hashes.opens(theirs.slice(), step)) {
            return;
        }
        work.add(() -> {
            Difference difference = scan.compare(theirs, round, new Shared(view, self, from));
            return () -> settle(from, view, round, theirs.slice(), difference);
        });
    }

    private void settle(
            NodeId from, ClusterView view, Round round, int slice, Difference difference) {
        for (Difference.Pair pair : difference.push()) {
            if (!push(from, view, round, pair)) {
                return;
            }
        }
        if (difference.more() || !difference.wanted().isEmpty()) {
            send(
                    from,
                    new Wanted(
                            view.topology().epoch(),
                            slice,
                            difference.wanted(),
                            difference.more(),
                            difference.after()));
        }
    }

    private void give(NodeId to, ClusterView view, Wanted wanted) {
        Round round = rounds.of(wanted.slice());
        work.add(() -> {
            List<Difference.Pair> found = new ArrayList<>();
            for (Bytes key : wanted.keys()) {
                Bytes item = scan.item(key);
                if (!item.isEmpty()) {
                    found.add(new Difference.Pair(key, item));
                }
            }
            return () -> {
                boolean all = found.stream().allMatch(pair -> push(to, view, round, pair));
                if (all && wanted.more()) {
                    page(to, view, wanted.slice(), wanted.after());
                }
            };
        });
    }

    private boolean push(NodeId to, ClusterView view, Round read, Difference.Pair pair) {
        StorageKey key = StorageKey.decode(pair.key().segment());
        if (StoredRegister.isRegister(pair.item())) {
            StoredRegister register = StoredRegister.decode(pair.item().segment());
            return send(
                    to,
                    RegisterCodec.encode(
                            new RegisterMessage.Copied(
                                    view.topology().epoch(), read.number(), key, register)));
        }
        StoredItem item = StoredItem.ofEncoded(pair.item());
        return send(
                to,
                PeerMessageCodec.encode(
                        PeerMessage.write(PeerMessage.NO_ANSWER, view, read.number(), key, item)));
    }

    private void send(NodeId to, RepairMessage message) {
        send(to, RepairCodec.encode(message));
    }

    private boolean send(NodeId to, Frame frame) {
        work.pay(frame.size());
        return peers.send(to, frame);
    }

    /** Tells the operator what could not be read of slices. */
    public static Consumer<StorageException> unreadable(EventSink events) {
        return damaged ->
                events.emit(
                        new Event.Note(
                                Event.Severity.ERROR,
                                "slices could not be compared: " + damaged.getMessage()));
    }
}
