package dev.cairn.replication.pending;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.env.Lane;
import dev.cairn.replication.message.PeerMessage;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one lane that wait for answers, by request id, each until its deadline. Opening
 * one allocates nothing: an id names a slot, and one timer, set for the earliest deadline there
 * was, serves all.
 *
 * <pre>
 * id = sequence (40 bits) | lane (8) | slot (16)
 * </pre>
 *
 * <p>Owned by its lane.
 */
public final class OperationTable {
    /** The most operations that one lane can have under way. */
    public static final int MAX_CAPACITY = 1 << 16;

    /** What {@link #open} answers when no slot is free. */
    public static final long FULL = 0;

    private static final int SLOT_BITS = 16;
    private static final int LANE_BITS = 8;
    private static final int SEQUENCE_SHIFT = SLOT_BITS + LANE_BITS;
    private static final long LAST_SEQUENCE = (1L << 40) - 1;

    private final Lane lane;
    private final @Nullable Operation[] operations;
    private final long[] ids;
    private final long[] deadlines;
    private final int[] freeSlots;
    private int freeCount;
    private long sequence;
    private long timerAt;
    private Lane.@Nullable Timer timer;

    /**
     * A table of {@code capacity} slots.
     *
     * @param firstSequence where ids begin: random, so that answers to a former process find
     *     nothing
     */
    public OperationTable(Lane lane, int capacity, long firstSequence) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity is 1 to " + MAX_CAPACITY + ", not " + capacity);
        }
        this.lane = lane;
        this.operations = new Operation[capacity];
        this.ids = new long[capacity];
        this.deadlines = new long[capacity];
        this.freeSlots = new int[capacity];
        this.freeCount = capacity;
        this.sequence = firstSequence & LAST_SEQUENCE;
        for (int i = 0; i < capacity; i++) {
            freeSlots[i] = capacity - 1 - i;
        }
    }

    /** The position of the lane that gave a request its id. */
    public static int laneOf(long id) {
        return (int) (id >>> SLOT_BITS) & ((1 << LANE_BITS) - 1);
    }

    /** How many operations are under way. */
    public int size() {
        return operations.length - freeCount;
    }

    /** Whether no operation can be opened. */
    public boolean isFull() {
        return freeCount == 0;
    }

    /**
     * Takes an operation until {@link #close} or its deadline, by the lane's clock; its id, or
     * {@link #FULL}.
     */
    public long open(Operation operation, long deadlineNanos) {
        if (freeCount == 0) {
            return FULL;
        }
        int slot = freeSlots[--freeCount];
        sequence = sequence % LAST_SEQUENCE + 1;
        long id = sequence << SEQUENCE_SHIFT | (long) lane.index() << SLOT_BITS | slot;
        operations[slot] = operation;
        ids[slot] = id;
        deadlines[slot] = deadlineNanos;
        if (timer == null || deadlineNanos - timerAt < 0) {
            setTimer(deadlineNanos);
        }
        return id;
    }

    /** The operation of that id, while it is open. */
    public @Nullable Operation find(long id) {
        int slot = (int) (id & (MAX_CAPACITY - 1));
        return slot < ids.length && ids[slot] == id ? operations[slot] : null;
    }

    /** Forgets the operation of that id, if it is there. */
    public void close(long id) {
        if (find(id) != null) {
            free((int) (id & (MAX_CAPACITY - 1)));
        }
    }

    /** Hands a node's answer to the operation that asked; late ones find nobody. */
    public void answered(NodeId from, PeerMessage.Answer answer) {
        Operation operation = find(answer.request());
        if (operation != null) {
            operation.answered(from, answer);
        }
    }

    /** The link to a node went down. */
    public void peerDown(NodeId peer) {
        forEach(operation -> operation.peerDown(peer));
    }

    /** The node goes by a newer topology than before. */
    public void clusterChanged() {
        forEach(Operation::clusterChanged);
    }

    /** Aborts everything. */
    public void abortAll() {
        for (int slot = 0; slot < operations.length; slot++) {
            Operation operation = operations[slot];
            if (operation != null) {
                free(slot);
                operation.aborted();
            }
        }
    }

    private void forEach(Consumer<Operation> action) {
        for (Operation operation : operations) {
            if (operation != null) {
                action.accept(operation);
            }
        }
    }

    private void free(int slot) {
        operations[slot] = null;
        ids[slot] = FULL;
        freeSlots[freeCount++] = slot;
    }

    private void setTimer(long atNanos) {
        if (timer != null) {
            timer.cancel();
        }
        timerAt = atNanos;
        timer =
                lane.after(
                        Duration.ofNanos(Math.max(0, atNanos - lane.clock().nanos())),
                        this::expire);
    }

    private void expire() {
        timer = null;
        long now = lane.clock().nanos();
        for (int slot = 0; slot < operations.length; slot++) {
            Operation operation = operations[slot];
            if (operation != null && deadlines[slot] - now <= 0) {
                free(slot);
                operation.expired();
            }
        }
        boolean some = false;
        long earliest = 0;
        for (int slot = 0; slot < operations.length; slot++) {
            if (operations[slot] != null && (!some || deadlines[slot] - earliest < 0)) {
                some = true;
                earliest = deadlines[slot];
            }
        }
        if (some && (timer == null || earliest - timerAt < 0)) {
            setTimer(earliest);
        }
    }
}
