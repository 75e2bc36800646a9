package dev.cairn.replication.replica;

import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.env.Directory;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Transfers.Progress;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Whether this data directory holds all that its node has acknowledged (docs/decisions/032). One
 * that took the place of a lost one does not: its "not found" would count toward R for writes that
 * counted the lost one toward W. It is whole again slice by slice, as it has read what the other
 * owners hold.
 *
 * <p>A disk is taken for lost when the directory is new, or says that it held something, and the
 * store is empty, while the topology counts on this node; or when the topology knows the node by
 * another directory. Where only a place of the disk is damaged, the slices that it touched are what
 * is missing (docs/decisions/044). Kept in the file {@code whole}, drawn in
 * docs/formats/registers.md. Safe for all threads.
 */
public final class Wholeness {
    static final String NAME = "whole";

    private static final int MAGIC = 0x4341_5748;
    private static final Progress UNKNOWN = new Progress(Slices.COUNT, 0, 0);

    /** What the former directory held is missing, apart from the slices that are named. */
    private static final int LOST = 1;

    private final NodeId self;
    private final long storage;
    private final EventSink events;
    private final WholeSlices back;
    private final Map<Integer, Progress> lanes = new HashMap<>();
    private int laneCount = 1;
    private Progress unlooked = UNKNOWN;
    private volatile boolean lost;
    private boolean emptied;
    private long mended;
    private boolean mending;

    private Wholeness(NodeId self, long storage, EventSink events, WholeSlices back) {
        this.self = self;
        this.storage = storage;
        this.events = events;
        this.back = back;
    }

    /**
     * Takes up what the last process knew, and looks whether the disk was lost since. Touches the
     * disk.
     *
     * @param directory where the file is
     * @param self this node
     * @param storage the id of the data directory
     * @param topology what it goes by
     * @param empty whether the store is
     */
    public static Wholeness open(
            Directory directory,
            NodeId self,
            long storage,
            Topology topology,
            boolean empty,
            Executor storageThreads,
            EventSink events)
            throws IOException {
        WholeSlices back = WholeSlices.open(directory, NAME, MAGIC, storageThreads, events);
        Wholeness wholeness = new Wholeness(self, storage, events, back);
        wholeness.begin(topology, empty);
        return wholeness;
    }

    private void begin(Topology topology, boolean empty) throws IOException {
        boolean nothing = empty && isCountedOn(topology);
        emptied = empty && back.isUsed() && isWritten(topology);
        boolean again =
                isListedElsewhere(topology)
                        || switch (back.found()) {
                            case NONE -> nothing && topology.epoch() > 1;
                            case SOUND -> emptied;
                            case DAMAGED -> true;
                        };
        lost = again || (back.flags() & LOST) != 0;
        if (again) {
            tell();
        }
        if (again || back.found() == WholeSlices.Found.NONE) {
            back.restart(lost ? LOST : 0, !empty);
        } else if (!empty) {
            back.wrote();
        }
    }

    private void tell() {
        events.emit(
                new Event.Note(
                        Event.Severity.WARNING,
                        "this data directory is not the one that the cluster counted on: what it"
                                + " held is read from the other owners, until then it answers no"
                                + " reads"));
    }

    /** Whether reads go to this node. */
    public boolean isCountedOn(Topology topology) {
        return isOwner(topology.readable());
    }

    private boolean isOwner(Topology topology) {
        return topology.member(self).filter(member -> member.state().owns()).isPresent();
    }

    /** Whether reads go to this node, or will when the running change has come so far. */
    private boolean isWritten(Topology topology) {
        return isCountedOn(topology) || isOwner(topology.future());
    }

    /** Whether the cluster knows this node by another data directory. */
    public boolean isListedElsewhere(Topology topology) {
        return topology.member(self)
                .filter(member -> member.state() != MemberState.LEFT)
                .filter(member -> member.state() != MemberState.EVICTED)
                .map(Member::storage)
                .filter(listed -> listed != 0 && listed != storage)
                .isPresent();
    }

    /**
     * This node goes by a newer topology; called for each. Answers whether it has shown that the
     * disk was lost, for the first time; what was counted before tells nothing then.
     */
    public boolean follow(Topology topology) {
        if (!isListedElsewhere(topology) || lost && back.kinds().isEmpty()) {
            return false;
        }
        synchronized (this) {
            lost = true;
            back.clear(LOST);
            lanes.clear();
            unlooked = UNKNOWN;
            mended++;
        }
        tell();
        return true;
    }

    /** Whether the store was emptied under this very directory. */
    public boolean isEmptied() {
        return emptied;
    }

    /** Whether a disk was lost, ever. */
    public boolean isLost() {
        return lost;
    }

    /** Whether all is here that this node has acknowledged of keys with so many copies. */
    public boolean isWhole(int slice, int replicas) {
        return !lost || back.isWhole(slice, replicas);
    }

    /** What is read from now on tells what the store holds, until that changes by damage. */
    public synchronized long asOf() {
        return mended;
    }

    /**
     * From now on these slices are whole, in this process and later ones, unless damage came to
     * light since they began to be read.
     *
     * @param asOf what {@link #asOf} answered then
     */
    public synchronized void arrived(int replicas, Iterable<Integer> slices, long asOf) {
        if (lost && !mending && asOf == mended) {
            back.arrived(replicas, slices);
        }
    }

    /**
     * Something of these slices is damaged and will be taken out: they are not whole any more.
     * Durable on return; until {@link #mended} nothing else is taken for whole. Touches the disk.
     *
     * @param kinds the numbers of copies that there are
     */
    public void damaged(BitSet slices, Set<Integer> kinds) throws IOException {
        synchronized (this) {
            mending = true;
            lanes.clear();
            unlooked = new Progress(slices.cardinality(), 0, 0);
            back.lose(slices, kinds, !lost, LOST);
            lost = true;
        }
        back.writeNow();
    }

    /** What was damaged is out of the store, or stays in it. */
    public synchronized void mended() {
        mending = false;
        mended++;
    }

    /** Something is written. */
    public void wrote() {
        back.wrote();
    }

    /** The node stops, with nothing in its store, all deleted: that is no lost disk. */
    public void closeEmpty() throws IOException {
        back.unused();
    }

    /**
     * How far a lane is with what a lost disk held; {@code lanes} tell of it. What it counted
     * before more damage came to light tells nothing.
     *
     * @param asOf what {@link #asOf} answered before it counted
     */
    public void progress(int lane, int count, Progress progress, long asOf) {
        Progress all;
        synchronized (this) {
            if (mending || asOf != mended) {
                return;
            }
            boolean before = isBack();
            laneCount = count;
            lanes.put(lane, progress);
            if (before || !isBack()) {
                return;
            }
            all = progress();
        }
        events.emit(
                new Event.Note(
                        Event.Severity.INFO,
                        "all " + all.slices() + " slices that were missing are here again"));
    }

    private boolean isBack() {
        Progress all = progress();
        return lanes.size() == laneCount && all.slices() > 0 && all.arrived() == all.slices();
    }

    /**
     * How far it is with what a lost disk held, or was when that ended. Nothing of it is there
     * until the lanes have looked what is missing.
     */
    public synchronized Progress progress() {
        if (lost && lanes.size() < laneCount) {
            return unlooked;
        }
        return lanes.values().stream().reduce(Progress.NONE, Progress::plus);
    }
}
