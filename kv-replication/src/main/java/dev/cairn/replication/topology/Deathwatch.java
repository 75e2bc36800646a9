package dev.cairn.replication.topology;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.Membership.Ownership;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Finds the member that has been dead for so long that it is evicted without an operator, where
 * that is safe (CORRECTNESS rule 10):
 *
 * <ol>
 *   <li>a majority of the voters, this node among them, have each held it dead themselves, all the
 *       time;
 *   <li>no more than one in four members are dead, or one: if more are, something else is wrong,
 *       and the network may be;
 *   <li>somebody lives in its data centre, and in its rack if that has others;
 *   <li>as many owners are left as there are copies, or nothing would be gained;
 *   <li>the owners that live are enough for all phases of the change;
 *   <li>no bucket is linearizable.
 * </ol>
 *
 * <p>What nobody heard for {@link #HEARD_LATELY} counts no more. Used by one lane.
 */
final class Deathwatch {
    private static final int MOST_DEAD_SHARE = 4;
    private static final Duration HEARD_LATELY = Duration.ofSeconds(10);

    private final NodeId self;
    private final Duration patience;
    private final Ownership ownership;
    private final Map<NodeId, Long> deadSince = new HashMap<>();
    private final Map<NodeId, Heard> heard = new HashMap<>();

    /** Whom a voter holds dead, all the time, and when it said so. */
    private record Heard(Set<NodeId> dead, long nanos) {}

    /**
     * The watch of one node.
     *
     * @param patience how long a member is dead before it is evicted; zero: for ever
     */
    Deathwatch(NodeId self, Duration patience, Ownership ownership) {
        this.self = self;
        this.patience = patience;
        this.ownership = ownership;
    }

    boolean isOn() {
        return !patience.isZero();
    }

    /** Looks at all owners; answers those that have been dead for long enough. */
    List<NodeId> look(Topology now, Function<NodeId, Liveness> opinions, long nanos) {
        Set<NodeId> dead = new HashSet<>();
        for (Member owner : now.owners()) {
            if (opinions.apply(owner.id()) == Liveness.DEAD) {
                dead.add(owner.id());
            }
        }
        deadSince.keySet().retainAll(dead);
        dead.forEach(node -> deadSince.putIfAbsent(node, nanos));
        List<NodeId> overdue =
                dead.stream()
                        .filter(node ->
                                nanos - deadSince.getOrDefault(node, nanos) >= patience.toNanos())
                        .sorted()
                        .toList();
        heard.put(self, new Heard(Set.copyOf(overdue), nanos));
        return overdue;
    }

    /** A voter said whom it has held dead for long enough. */
    void hear(NodeId voter, List<NodeId> overdue, long nanos) {
        heard.put(voter, new Heard(Set.copyOf(overdue), nanos));
    }

    /** Whom to evict from a topology in which no change runs, after a {@link #look} at it. */
    Optional<NodeId> evicts(Topology now, long nanos) {
        if (now.change().isPresent() || !ownership.mayChangeUnasked()) {
            return Optional.empty();
        }
        heard.keySet().removeIf(voter -> !now.voters().includes(voter));
        return deadSince.keySet().stream()
                .sorted()
                .filter(node -> isAgreed(node, now, nanos))
                .filter(node -> isSafe(now.member(node).orElseThrow(), now))
                .findFirst();
    }

    private boolean isAgreed(NodeId node, Topology now, long nanos) {
        List<Voter> voters = now.voters().present();
        long agreeing =
                voters.stream()
                        .map(voter -> heard.get(voter.node()))
                        .filter(said ->
                                said != null
                                        && nanos - said.nanos < HEARD_LATELY.toNanos()
                                        && said.dead.contains(node))
                        .count();
        Heard own = heard.get(self);
        return agreeing > voters.size() / 2 && own != null && own.dead.contains(node);
    }

    private boolean isSafe(Member lost, Topology now) {
        List<Member> owners = now.owners();
        List<Member> living =
                owners.stream().filter(owner -> !deadSince.containsKey(owner.id())).toList();
        int mostCopies = ownership.copies().stream().mapToInt(copies -> copies.n()).max().orElse(1);
        return deadSince.size() <= Math.max(1, owners.size() / MOST_DEAD_SHARE)
                && !isWholeZone(lost.zone(), owners, living)
                && owners.size() > mostCopies
                && Adoption.isEnough(now, member -> living.contains(member), ownership);
    }

    private static boolean isWholeZone(Zone zone, List<Member> owners, List<Member> living) {
        Predicate<Member> sameCentre =
                member -> member.zone().datacentre().equals(zone.datacentre());
        Predicate<Member> sameRack = member -> member.zone().equals(zone);
        boolean centreIsDead = living.stream().noneMatch(sameCentre);
        boolean rackIsDead =
                owners.stream().filter(sameRack).count() > 1 && living.stream().noneMatch(sameRack);
        return centreIsDead || rackIsDead;
    }
}
