package dev.cairn.api.cluster;

import java.util.List;

/**
 * Virtual nodes on the circle of slices: position {@code i} starts at slice {@code starts[i]} and
 * belongs to {@code owners[i]}, up to the next position's start, around the end.
 *
 * <p>Immutable. Positions are in the order of their starts; several positions may belong to one
 * node.
 */
public final class TokenRing {
    private final long epoch;
    private final int[] starts;
    private final List<NodeId> owners;

    /**
     * A ring of at least one position; throws {@link IllegalArgumentException} when starts are not
     * ascending slices.
     */
    public TokenRing(long epoch, int[] starts, List<NodeId> owners) {
        if (starts.length == 0 || starts.length != owners.size()) {
            throw new IllegalArgumentException(
                    starts.length + " starts for " + owners.size() + " owners");
        }
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] < 0 || starts[i] >= Slices.COUNT || i > 0 && starts[i] <= starts[i - 1]) {
                throw new IllegalArgumentException("start " + i + " is " + starts[i]);
            }
        }
        this.epoch = epoch;
        this.starts = starts.clone();
        this.owners = List.copyOf(owners);
    }

    /** The epoch of the topology it was made from. */
    public long epoch() {
        return epoch;
    }

    /** How many positions there are. */
    public int size() {
        return starts.length;
    }

    /** The first slice of a position. */
    public int start(int position) {
        return starts[position];
    }

    /** The node of a position. */
    public NodeId owner(int position) {
        return owners.get(position);
    }

    /** How many slices a position covers. */
    public int length(int position) {
        int next = position + 1 < starts.length ? starts[position + 1] : starts[0] + Slices.COUNT;
        return next - starts[position];
    }

    /** The position that covers a slice. */
    public int positionOf(int slice) {
        int low = 0;
        int high = starts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] <= slice) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? starts.length - 1 : low - 1;
    }
}
