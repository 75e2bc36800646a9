package dev.cairn.lsm.memtable;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The records in the order of their keys: a B+-tree off the heap.
 *
 * <p>One thread inserts. Others read beside it without locks, by optimistic lock coupling (Leis et
 * al., 2016): a node's version is read before its content, and again after that of the child; where
 * it has changed the search begins anew. A leaf is read as a whole. Leaves are not linked: the
 * fence of one leads to the next.
 */
final class KeyTree {
    /** How full nodes are made at once: room is left for keys that come later. */
    private static final int LOADED = TreeNodes.CAPACITY * 3 / 4;

    private final Records records;
    private final TreeNodes nodes;
    private volatile Top top;
    private long rightmost;
    private long largest;

    /** The root, and how many levels lie beneath it. */
    private record Top(long root, int height) {}

    /** The records of one leaf at one moment, and the fences beyond which others begin. */
    static final class Leaf {
        private final long[] records = new long[TreeNodes.CAPACITY];
        private int count;
        private long low;
        private long high;

        int count() {
            return count;
        }

        long record(int index) {
            return records[index];
        }

        long low() {
            return low;
        }

        long high() {
            return high;
        }
    }

    KeyTree(Chunks chunks, Records records) {
        this.records = records;
        this.nodes = new TreeNodes(chunks, records);
        this.rightmost = nodes.leaf();
        this.top = new Top(rightmost, 0);
    }

    /** Inserts the record of a key that is not there yet. */
    void insert(long record, MemorySegment key) {
        boolean last = largest == 0 || records.compare(largest, key) < 0;
        long leaf = last && !nodes.isFull(rightmost) ? rightmost : leafWithRoom(record, key, last);
        int slot = last ? nodes.count(leaf) : nodes.rank(leaf, key, false);
        nodes.begin(leaf);
        nodes.insert(leaf, slot, record);
        nodes.end(leaf);
        if (last) {
            largest = record;
        }
    }

    /**
     * Makes the tree of an empty one from records in the order of their keys, level by level from
     * below. Nobody reads meanwhile.
     */
    void load(long[] sorted, int count) {
        if (count == 0) {
            return;
        }
        long[] lows = new long[(count - 1) / LOADED + 1];
        long[] level = new long[lows.length];
        for (int i = 0; i < level.length; i++) {
            int from = i * LOADED;
            int to = Math.min(count, from + LOADED);
            lows[i] = from == 0 ? 0 : sorted[from];
            level[i] = nodes.leaf(lows[i], to == count ? 0 : sorted[to]);
            nodes.fill(level[i], sorted, from, to);
        }
        largest = sorted[count - 1];
        rightmost = level[level.length - 1];
        int height = 0;
        for (int nodesLeft = level.length; nodesLeft > 1; height++) {
            nodesLeft = loadAbove(level, lows, nodesLeft);
        }
        top = new Top(level[0], height);
    }

    /** Replaces the nodes of a level by those above them; answers how many these are. */
    private int loadAbove(long[] level, long[] lows, int count) {
        int above = 0;
        for (int from = 0; from < count; from += LOADED) {
            int to = Math.min(count, from + LOADED);
            long node = nodes.inner(level[from], lows[from], to == count ? 0 : lows[to]);
            for (int at = from + 1; at < to; at++) {
                nodes.insert(node, at - from - 1, lows[at], level[at]);
            }
            level[above] = node;
            lows[above++] = lows[from];
        }
        return above;
    }

    /** Splits what is full on the way down, so that every split finds room above. */
    private long leafWithRoom(long record, MemorySegment key, boolean last) {
        if (nodes.isFull(top.root)) {
            top = new Top(nodes.inner(top.root), top.height + 1);
            split(top.root, 0, top.height - 1, last ? record : 0);
        }
        long node = top.root;
        for (int level = top.height; level > 0; level--) {
            int slot = nodes.rank(node, key, true);
            if (nodes.isFull(nodes.child(node, slot))) {
                split(node, slot, level - 1, last ? record : 0);
                slot = nodes.rank(node, key, true);
            }
            node = nodes.child(node, slot);
        }
        return node;
    }

    /**
     * Splits a child in the middle; or at its end, when {@code last} is the record of a key behind
     * all others, so that ascending keys fill their leaves.
     */
    private void split(long parent, int slot, int level, long last) {
        long child = nodes.child(parent, slot);
        boolean inner = level > 0;
        int count = nodes.count(child);
        int at = last == 0 ? count / 2 : inner ? count - 1 : count;
        long separator = at == count ? last : nodes.record(child, at);
        nodes.begin(parent);
        nodes.begin(child);
        long right = nodes.split(child, inner, at, separator);
        nodes.insert(parent, slot, separator, right);
        nodes.end(child);
        nodes.end(parent);
        if (child == rightmost) {
            rightmost = right;
        }
    }

    /** Reads the leaf of {@code key}, from the first record that is not below it on. */
    void readFrom(MemorySegment key, Leaf target) {
        while (!tryRead(key, false, target)) {
            Thread.onSpinWait();
        }
    }

    /** Reads the records below {@code key}, or without it the last, of the leaf they end in. */
    void readBelow(MemorySegment key, Leaf target) {
        while (!tryRead(key, true, target)) {
            Thread.onSpinWait();
        }
    }

    private boolean tryRead(MemorySegment key, boolean below, Leaf target) {
        Top begun = top;
        boolean whole = below && key.byteSize() == 0;
        long node = begun.root;
        long version = nodes.version(node);
        if (isChanging(version) || begun != top) {
            return false;
        }
        for (int level = begun.height; level > 0; level--) {
            int slot = whole ? nodes.count(node) : nodes.rank(node, key, !below);
            long child = nodes.child(node, slot);
            long versionBeneath = nodes.version(child);
            if (isChanging(versionBeneath) || hasChanged(node, version)) {
                return false;
            }
            node = child;
            version = versionBeneath;
        }
        int count = nodes.count(node);
        int split = whole ? count : nodes.rank(node, key, false);
        int from = below ? 0 : Math.min(split, count);
        int to = below ? split : count;
        nodes.copy(node, from, to, target.records);
        target.count = to - from;
        target.low = nodes.low(node);
        target.high = nodes.high(node);
        return !hasChanged(node, version);
    }

    private static boolean isChanging(long version) {
        return (version & 1) != 0;
    }

    private boolean hasChanged(long node, long version) {
        VarHandle.acquireFence();
        return nodes.version(node) != version;
    }
}
