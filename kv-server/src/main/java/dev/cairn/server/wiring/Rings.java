package dev.cairn.server.wiring;

import dev.cairn.api.BucketProperties;
import dev.cairn.api.Consistency;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.PreferenceTable;
import dev.cairn.api.cluster.TokenRing;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Membership;
import dev.cairn.api.spi.Partitioner;
import dev.cairn.api.spi.ReplicaPlacement;
import dev.cairn.server.config.Buckets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The preference tables of topologies. Those of the last few sets of owners are kept, since most
 * steps of a topology leave the owners as they are. Safe for all threads.
 */
final class Rings implements Membership.Ownership {
    private static final int KEPT = 4;

    private final Partitioner partitioner;
    private final ReplicaPlacement placement;
    private volatile Buckets buckets;
    private final Map<List<Member>, Tables> kept =
            new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<List<Member>, Tables> eldest) {
                    return size() > KEPT;
                }
            };

    Rings(Partitioner partitioner, ReplicaPlacement placement, Buckets buckets) {
        this.partitioner = partitioner;
        this.placement = placement;
        this.buckets = buckets;
    }

    /** Buckets are kept otherwise from now on. */
    void follow(Buckets changed) {
        buckets = changed;
    }

    /** The tables of a topology's owners; those that buckets need are made at once. */
    Tables of(Topology topology) {
        List<Member> owners =
                topology.owners().stream()
                        .map(member -> member.in(MemberState.ACTIVE).on(0))
                        .toList();
        synchronized (kept) {
            Tables known = kept.get(owners);
            if (known != null) {
                return known;
            }
        }
        Tables made =
                new Tables(
                        topology, partitioner.ring(topology), placement, new ConcurrentHashMap<>());
        buckets.entries().values().forEach(properties -> made.of(properties.n()));
        synchronized (kept) {
            kept.put(owners, made);
        }
        return made;
    }

    /** Tables by replica count, made when first asked for. */
    record Tables(
            Topology topology,
            TokenRing ring,
            ReplicaPlacement placement,
            Map<Integer, PreferenceTable> byReplicas) {
        PreferenceTable of(int replicas) {
            PreferenceTable present = byReplicas.get(replicas);
            return present != null
                    ? present
                    : byReplicas.computeIfAbsent(
                            replicas, count -> placement.place(topology, ring, count));
        }
    }

    @Override
    public List<Copies> copies() {
        Map<Integer, Copies> byNumber = new TreeMap<>();
        for (BucketProperties bucket : buckets.entries().values()) {
            byNumber.merge(bucket.n(), copies(bucket), Rings::both);
        }
        return List.copyOf(byNumber.values());
    }

    private static Copies both(Copies one, Copies other) {
        return new Copies(
                one.n(), Math.min(one.w(), other.w()), one.registers() || other.registers());
    }

    @Override
    public boolean mayChangeUnasked() {
        return buckets.entries().values().stream()
                .allMatch(bucket -> bucket.mode() == BucketProperties.Mode.EVENTUAL);
    }

    /**
     * The owners that a phase of a change leaves behind must be too few to take a write or to
     * answer a read by themselves; so the smaller of W and R counts. Registers are decided by
     * majorities, whatever W and R say.
     */
    private static Copies copies(BucketProperties bucket) {
        if (bucket.mode() == BucketProperties.Mode.LINEARIZABLE) {
            return new Copies(bucket.n(), bucket.n() / 2 + 1, true);
        }
        int least = Math.min(least(bucket.r(), bucket.n()), least(bucket.w(), bucket.n()));
        return new Copies(bucket.n(), Math.min(bucket.n(), least));
    }

    /** A level that counts by data centre is taken for the least that it may mean: one owner. */
    private static int least(Consistency level, int n) {
        return switch (level) {
            case Consistency.Count(int replicas) -> replicas;
            case Consistency.Level.QUORUM -> n / 2 + 1;
            case Consistency.Level.ALL -> n;
            case Consistency.Level.THREE -> 3;
            case Consistency.Level.TWO -> 2;
            case Consistency.Level.ONE,
                    Consistency.Level.LOCAL_ONE,
                    Consistency.Level.LOCAL_QUORUM,
                    Consistency.Level.EACH_QUORUM ->
                    1;
        };
    }

    @Override
    public PreferenceTable owners(Topology topology, int replicas) {
        return of(topology).of(replicas);
    }

    @Override
    public Member drawTokens(Topology topology, Member newcomer) {
        return partitioner.drawTokens(topology, newcomer);
    }

    @Override
    public Member inherit(Member heir, Member gone) {
        return partitioner.inherit(heir, gone);
    }
}
