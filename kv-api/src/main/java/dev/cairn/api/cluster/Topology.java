package dev.cairn.api.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in the cluster, agreed by all: one value with an epoch that grows by one with every step.
 * The ring is a pure function of it.
 *
 * <pre>{@code
 * Topology announced = topology.next().announce(joiner);   // epoch + 1
 * Topology streaming = announced.next().begin();           // epoch + 2: write both, read old
 * }</pre>
 *
 * <p>While a {@link Change} runs there are two rings, that of {@link #present} and that of {@link
 * #future}: writes go to the owners of both, reads to those of {@link #readable}.
 *
 * @param cluster the cluster's id
 * @param incarnation 1 after bootstrap; grows only when an operator forces a cluster on without its
 *     majority, and fences all that was said under a lower one
 * @param epoch 1 after bootstrap
 * @param members in the order of their ids, each id once
 * @param voters who agrees on the next epoch
 * @param change the one change that is running
 */
public record Topology(
        ClusterId cluster,
        long incarnation,
        long epoch,
        List<Member> members,
        Voters voters,
        Optional<Change> change) {
    /** The most members, departed ones included. */
    public static final int MAX_MEMBERS = 4096;

    private static final int EPOCH_BITS = 40;

    /** Sorts the members; throws {@link IllegalArgumentException} when an id stands twice. */
    public Topology {
        members = Member.sorted(members);
        if (members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException(
                    "there are at most " + MAX_MEMBERS + " members, not " + members.size());
        }
        Set<NodeId> ids = new HashSet<>();
        for (Member member : members) {
            if (!ids.add(member.id())) {
                throw new IllegalArgumentException("member " + member.id() + " is listed twice");
            }
        }
        for (Member target : change.map(Change::targets).orElse(List.of())) {
            if (!ids.contains(target.id())) {
                throw new IllegalArgumentException("target " + target.id() + " is no member");
            }
        }
    }

    /** A topology that stays as it is: no voters, no change. */
    public Topology(ClusterId cluster, long epoch, List<Member> members) {
        this(cluster, 1, epoch, members, Voters.NONE, Optional.empty());
    }

    /**
     * The first epoch. Its voters are the first of the owners; where their storage ids are not
     * known yet (0), the second epoch must fill them in ({@link NextTopology#seen}).
     */
    public static Topology founding(ClusterId cluster, List<Member> members) {
        List<Voter> voters =
                Member.sorted(members).stream()
                        .filter(member -> member.state().owns())
                        .limit(Voters.MAX)
                        .map(member -> new Voter(member.id(), member.storage()))
                        .toList();
        return new Topology(
                cluster, 1, 1, members, new Voters(1, voters, List.of()), Optional.empty());
    }

    /** The member of that name. */
    public Optional<Member> member(NodeId id) {
        for (Member member : members) {
            if (member.id().equals(id)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /** The members that own ranges, in the order of their ids. */
    public List<Member> owners() {
        return members.stream().filter(member -> member.state().owns()).toList();
    }

    /** Incarnation and epoch in one number that orders the topologies of a cluster. */
    public long version() {
        return (incarnation << EPOCH_BITS) + epoch;
    }

    /** Whether it replaces {@code other}: by incarnation, then by epoch. */
    public boolean isNewerThan(Topology other) {
        return incarnation != other.incarnation
                ? incarnation > other.incarnation
                : epoch > other.epoch;
    }

    /** The members as they are, without the change that is running. */
    public Topology present() {
        return change.isEmpty()
                ? this
                : new Topology(cluster, incarnation, epoch, members, voters, Optional.empty());
    }

    /** The members as they will be when the running change is finished. */
    public Topology future() {
        if (change.isEmpty()) {
            return this;
        }
        List<Member> then = new ArrayList<>();
        for (Member member : members) {
            then.add(change.get().target(member.id()).orElse(member));
        }
        return new Topology(cluster, incarnation, epoch, then, voters, Optional.empty());
    }

    /** Whose owners answer reads: those of the future once all ranges have arrived there. */
    public Topology readable() {
        boolean arrived =
                change.map(Change::phase)
                        .filter(phase -> phase == Change.Phase.WRITE_BOTH_READ_NEW)
                        .isPresent();
        return arrived ? future() : present();
    }

    /** The steps from here. */
    public NextTopology next() {
        return new NextTopology(this);
    }
}
