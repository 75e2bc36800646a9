package dev.cairn.api.nativeprotocol;

import dev.cairn.api.AdminService;
import dev.cairn.api.AdminService.MemberStatus;
import dev.cairn.api.AdminService.RingStatus.Run;
import dev.cairn.api.Bytes;
import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a client needs to send a key to a node that keeps it. Immutable; valid for one epoch of
 * the topology.
 *
 * <p>How a key becomes a token is the cluster's {@link dev.cairn.api.spi.Partitioner}. The map
 * carries the token of the key {@link #PROBE}: a client whose own partitioner computes the same
 * token may route by the map; another may not, and asks any node, which forwards.
 *
 * @param epoch the topology's epoch
 * @param probeToken the token of {@link #PROBE}
 * @param nodes where each node listens for native clients
 * @param runs slices 0 to 65,535 in order without gaps, with their owners, best first
 */
public record RingMap(
        long epoch, long probeToken, SortedMap<NodeId, Address> nodes, List<Run> runs) {
    /** The key by which partitioners are compared. */
    public static final Key PROBE = new Key(Key.DEFAULT_BUCKET, Bytes.utf8("ring-probe"));

    /**
     * Copies both collections; throws {@link IllegalArgumentException} when the runs leave a gap.
     */
    public RingMap {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        runs = List.copyOf(runs);
        int next = 0;
        for (Run run : runs) {
            if (run.first() != next || run.last() < run.first()) {
                throw new IllegalArgumentException(
                        "a run starts at slice " + run.first() + ", expected " + next);
            }
            next = run.last() + 1;
        }
        if (next != Slices.COUNT) {
            throw new IllegalArgumentException(
                    "the runs end before slice " + next + " of " + Slices.COUNT);
        }
    }

    /** The ring as a node's admin service tells it. */
    public static RingMap of(AdminService admin) {
        SortedMap<NodeId, Address> nodes = new TreeMap<>();
        for (MemberStatus status : admin.cluster().members()) {
            if (status.member().state().owns()) {
                nodes.put(status.member().id(), status.member().address());
            }
        }
        AdminService.RingStatus ring = admin.ring();
        return new RingMap(ring.epoch(), admin.locate(PROBE).token(), nodes, ring.runs());
    }

    /** The owners of a slice, best first. */
    public List<NodeId> owners(int slice) {
        int low = 0;
        int high = runs.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs.get(middle).last() < slice) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return runs.get(low).owners();
    }
}
