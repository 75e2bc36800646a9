package dev.cairn.replication.cluster;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A view whose owners are {@link RankedOwners}, of two rings while a change runs. */
final class RankedView implements ClusterView {
    private final Topology topology;
    private final RankedOwners read;
    private final RankedOwners other;
    private final Set<NodeId> dead;
    private final Function<String, BucketProperties> buckets;
    private final List<Copies> copies;
    private final boolean writesBoth;
    private final @Nullable Writers[] writers = new Writers[BucketProperties.MAX_REPLICAS + 1];

    /** Whom writes go to, by group of slices. */
    private record Writers(List<List<PreferenceList>> groups) {}

    RankedView(
            Topology topology,
            Function<Topology, RankedOwners> owners,
            Set<NodeId> dead,
            Function<String, BucketProperties> buckets,
            List<Copies> copies,
            boolean writesBoth) {
        this.copies = copies;
        this.topology = topology;
        this.read = owners.apply(topology.readable());
        this.other =
                owners.apply(
                        topology.readable().equals(topology.present())
                                ? topology.future()
                                : topology.present());
        this.dead = dead;
        this.buckets = buckets;
        this.writesBoth = writesBoth;
    }

    @Override
    public Topology topology() {
        return topology;
    }

    @Override
    public List<Copies> copies() {
        return copies;
    }

    @Override
    public PreferenceList preference(int slice, int replicas) {
        return read.at(slice, replicas);
    }

    @Override
    public List<PreferenceList> writers(int slice, int replicas) {
        Writers known = writers[replicas];
        if (known == null) {
            known = new Writers(groups(replicas));
            writers[replicas] = known;
        }
        return known.groups().get(slice >> RankedOwners.GROUP_BITS);
    }

    private List<List<PreferenceList>> groups(int replicas) {
        List<List<PreferenceList>> all = new ArrayList<>();
        for (int slice = 0; slice < Slices.COUNT; slice += 1 << RankedOwners.GROUP_BITS) {
            PreferenceList first = read.at(slice, replicas);
            PreferenceList second = other.at(slice, replicas);
            boolean same = first.owners().equals(second.owners());
            all.add(same || !writesBoth ? List.of(first) : List.of(first, second));
        }
        return all;
    }

    @Override
    public Liveness liveness(NodeId node) {
        return dead.contains(node) ? Liveness.DEAD : Liveness.ALIVE;
    }

    @Override
    public BucketProperties bucket(String name) {
        return buckets.apply(name);
    }
}
