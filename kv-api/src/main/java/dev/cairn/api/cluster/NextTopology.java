package dev.cairn.api.cluster;

import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The legal steps from one topology to the next. Each is a pure function that answers a value with
 * the epoch one higher, or throws {@link KvException} with a sentence that says why it may not be.
 *
 * <pre>
 *          announce            begin · advance · finish
 *  (none) ──────────▶ JOINING ──────────────────────────▶ ACTIVE ──▶ weigh
 *     ▲    withdraw      │                                 │  ▲ stay
 *     └──────────────────┘                           leave ▼  │
 *                       LEFT ◀── begin · advance · finish ── LEAVING
 *                    EVICTED ◀── evict, replace · advance · finish
 * </pre>
 *
 * Announced joins and leaves may pile up while a change runs; {@link #begin} then takes all of them
 * at once. Present owners stay owners until {@link #finish}.
 */
public final class NextTopology {
    private static final long FORCED_STEP = 1024;

    private final Topology from;

    NextTopology(Topology from) {
        this.from = from;
    }

    /** Lists a node that wants to join; it owns nothing yet. */
    public Topology announce(Member joiner) {
        Optional<Member> known = from.member(joiner.id());
        if (known.isPresent() && !isGone(known.get())) {
            throw conflict(joiner.id() + " is a member already, in state " + known.get().state());
        }
        if (joiner.storage() == 0) {
            throw conflict(joiner.id() + " cannot join without the id of its data directory");
        }
        return members(put(from.members(), joiner.in(MemberState.JOINING)));
    }

    /** Takes back the announcement of a joiner that no change concerns yet. */
    public Topology withdraw(NodeId joiner) {
        Member member = untouched(joiner, MemberState.JOINING);
        List<Member> left = new ArrayList<>(from.members());
        left.remove(member);
        return members(left);
    }

    /** Notes that a member wants to leave; it owns its ranges until a change has moved them. */
    public Topology leave(NodeId leaver) {
        Member member = untouched(leaver, MemberState.ACTIVE);
        boolean othersStay =
                from.future().owners().stream()
                        .anyMatch(owner ->
                                owner.state() == MemberState.ACTIVE && !owner.id().equals(leaver));
        if (!othersStay) {
            throw conflict(leaver + " is the last owner; nobody is left to take its ranges");
        }
        return members(put(from.members(), member.in(MemberState.LEAVING)));
    }

    /** Takes back the wish to leave of a member that no change concerns yet. */
    public Topology stay(NodeId leaver) {
        Member member = untouched(leaver, MemberState.LEAVING);
        return members(put(from.members(), member.in(MemberState.ACTIVE)));
    }

    /** Begins one change for all that is announced. */
    public Topology begin() {
        List<Member> targets = new ArrayList<>();
        for (Member member : from.members()) {
            if (member.state() == MemberState.JOINING) {
                targets.add(member.in(MemberState.ACTIVE));
            } else if (member.state() == MemberState.LEAVING) {
                targets.add(member.in(MemberState.LEFT));
            }
        }
        if (targets.isEmpty()) {
            throw conflict("nothing is announced");
        }
        return begin(from.members(), targets);
    }

    /** Begins a change that gives an owner another share of the ring. */
    public Topology weigh(NodeId owner, int weight) {
        Member member = untouched(owner, MemberState.ACTIVE);
        if (member.weight() == weight) {
            throw conflict(owner + " has the weight " + weight + " already");
        }
        return begin(from.members(), List.of(member.weighing(weight)));
    }

    /** Begins a change that does without an owner's help. */
    public Topology evict(NodeId lost) {
        return begin(from.members(), List.of(owner(lost).in(MemberState.EVICTED)));
    }

    /**
     * Begins a change that puts a new node in the place of an owner that is lost: with its weight
     * and its tokens it takes its ranges, and where their zones are alike nothing else moves.
     *
     * @param by with tokens of its own in case none were drawn for {@code lost}, see {@link
     *     dev.cairn.api.spi.Partitioner#inherit}
     */
    public Topology replace(NodeId lost, Member by) {
        if (by.id().equals(lost)) {
            throw conflict(
                    lost + " cannot replace itself: a node that lost its data needs another id");
        }
        boolean announced =
                from.member(by.id())
                        .filter(member -> member.state() == MemberState.JOINING)
                        .filter(member -> member.storage() == by.storage())
                        .isPresent();
        List<Member> members = announced ? from.members() : announce(by).members();
        Member gone = owner(lost);
        Member heir = by.in(MemberState.ACTIVE).weighing(gone.weight());
        if (!gone.tokens().equals(TokenSeed.NONE)) {
            heir = heir.with(gone.tokens());
        }
        return begin(members, List.of(gone.in(MemberState.EVICTED), heir));
    }

    /**
     * As {@link #replace(NodeId, Member)}, by a node that is announced. Its own join is given up
     * for this, if it has begun, while reads go to the old owners.
     */
    public Topology replace(NodeId lost, NodeId by) {
        Member joiner = member(by);
        if (joiner.state() != MemberState.JOINING) {
            throw conflict(
                    by + " is in state " + joiner.state() + "; only a node that joins replaces");
        }
        boolean joinsAlone =
                from.change()
                        .filter(change -> change.phase() == Change.Phase.WRITE_BOTH_READ_OLD)
                        .filter(change -> change.targets().size() == 1)
                        .flatMap(change -> change.target(by))
                        .isPresent();
        return joinsAlone ? withoutChange().replace(lost, joiner) : replace(lost, joiner);
    }

    private NextTopology withoutChange() {
        return new NextTopology(
                new Topology(
                        from.cluster(),
                        from.incarnation(),
                        from.epoch(),
                        from.members(),
                        from.voters(),
                        Optional.empty()));
    }

    /**
     * All ranges have arrived and all who matter know of the change: reads go to the new owners.
     */
    public Topology advance() {
        Change change = running(Change.Phase.WRITE_BOTH_READ_OLD);
        return change(
                new Change(Change.Phase.WRITE_BOTH_READ_NEW, from.epoch() + 1, change.targets()));
    }

    /** All who matter read from the new owners: the old ones are written no more. */
    public Topology finish() {
        running(Change.Phase.WRITE_BOTH_READ_NEW);
        Topology future = from.future();
        for (Member member : future.members()) {
            if (isGone(member) && from.voters().includes(member.id())) {
                throw conflict(member.id() + " is a voter; the voters must change before it goes");
            }
        }
        return step(future.members(), from.voters(), Optional.empty());
    }

    /**
     * Gives a change up while reads go to the old owners: its joiners must announce themselves
     * again, its leavers stay.
     */
    public Topology cancel() {
        Change change = running(Change.Phase.WRITE_BOTH_READ_OLD);
        List<Member> members = new ArrayList<>();
        for (Member member : from.members()) {
            boolean concerned = change.target(member.id()).isPresent();
            if (concerned && member.state() == MemberState.LEAVING) {
                members.add(member.in(MemberState.ACTIVE));
            } else if (!concerned || member.state() != MemberState.JOINING) {
                members.add(member);
            }
        }
        return step(members, from.voters(), Optional.empty());
    }

    /** Names other voters; those of now become the former ones until registers are copied. */
    public Topology voters(List<Voter> wanted) {
        if (!from.voters().former().isEmpty()) {
            throw conflict("the former voters have not handed over yet");
        }
        return voters(checked(wanted), from.voters().present());
    }

    /** Every register is copied: the former voters are asked no more. */
    public Topology retireFormerVoters() {
        if (from.voters().former().isEmpty()) {
            throw conflict("there are no former voters");
        }
        return voters(from.voters().present(), List.of());
    }

    /**
     * Fills in the storage ids that a founding list could not know: the only step from such a list,
     * and one that all its voters must agree to.
     *
     * @param storages of all voters; of other members where they are known
     */
    public Topology seen(Map<NodeId, Long> storages) {
        if (!from.voters().areUnseen()) {
            throw conflict("the founding voters have met already");
        }
        List<Member> members =
                from.members().stream()
                        .map(member -> member.on(storages.getOrDefault(member.id(), 0L)))
                        .toList();
        List<Voter> voters = new ArrayList<>();
        for (Voter voter : from.voters().present()) {
            long storage = storages.getOrDefault(voter.node(), 0L);
            if (storage == 0) {
                throw conflict("voter " + voter.node() + " has not been seen");
            }
            voters.add(new Voter(voter.node(), storage));
        }
        return step(members, new Voters(from.epoch() + 1, voters, List.of()), from.change());
    }

    /** Fills in the storage id of a member of the founding list that is no voter. */
    public Topology seen(NodeId node, long storage) {
        Member member = member(node);
        if (member.storage() != 0 || storage == 0) {
            throw conflict(node + " is known on another data directory");
        }
        return members(put(from.members(), member.on(storage)));
    }

    /**
     * A new incarnation without the members of {@code lost} and without the change that ran: the
     * way out when no majority is left. Decided by an operator, once and on one side; whatever the
     * lost members alone still held is given up. Its epoch leaves room for those that the lost side
     * may have decided, since data is fenced by epochs.
     */
    public Topology force(Set<NodeId> lost, List<Voter> survivors) {
        List<Member> members = new ArrayList<>();
        for (Member member : from.members()) {
            boolean evicted = lost.contains(member.id()) && !isGone(member);
            members.add(evicted ? member.in(MemberState.EVICTED) : member);
        }
        if (members.stream().noneMatch(member -> member.state().owns())) {
            throw conflict("no owner would be left");
        }
        if (survivors.stream().anyMatch(voter -> lost.contains(voter.node()))) {
            throw conflict("a lost member cannot vote");
        }
        return new Topology(
                from.cluster(),
                from.incarnation() + 1,
                from.epoch() + FORCED_STEP,
                members,
                new Voters(from.epoch() + FORCED_STEP, checked(survivors), List.of()),
                Optional.empty());
    }

    /**
     * Lists a member on another data directory, because the one it had is lost with all its data.
     */
    public Topology takeBack(NodeId node, long storage) {
        Member member = member(node);
        if (isGone(member)) {
            throw conflict(node + " is in state " + member.state() + "; it may join again");
        }
        if (storage == 0 || member.storage() == 0 || member.storage() == storage) {
            throw conflict(node + " is not listed on another data directory");
        }
        return members(put(from.members(), member.on(storage)));
    }

    private Topology begin(List<Member> members, List<Member> targets) {
        if (from.change().isPresent()) {
            throw conflict("another change is running; one at a time");
        }
        Change change = new Change(Change.Phase.WRITE_BOTH_READ_OLD, from.epoch() + 1, targets);
        Topology begun = step(members, from.voters(), Optional.of(change));
        if (begun.future().owners().isEmpty()) {
            throw conflict("no owner would be left");
        }
        return begun;
    }

    private List<Voter> checked(List<Voter> wanted) {
        if (wanted.isEmpty()) {
            throw conflict("there is at least one voter");
        }
        for (Voter voter : wanted) {
            Member member = member(voter.node());
            if (!member.state().owns()) {
                throw conflict(voter.node() + " cannot vote in state " + member.state());
            }
            if (voter.storage() == 0 || voter.storage() != member.storage()) {
                throw conflict(voter.node() + " cannot vote on a directory that is not its own");
            }
        }
        return wanted;
    }

    private Change running(Change.Phase phase) {
        Change change = from.change().orElseThrow(() -> conflict("no change is running"));
        if (change.phase() != phase) {
            throw conflict("the change is in phase " + change.phase() + ", not " + phase);
        }
        return change;
    }

    private Member owner(NodeId id) {
        Member member = member(id);
        if (!member.state().owns()) {
            throw conflict(id + " owns nothing; it is in state " + member.state());
        }
        return member;
    }

    private Member untouched(NodeId id, MemberState expected) {
        Member member = member(id);
        if (member.state() != expected) {
            throw conflict(id + " is in state " + member.state() + ", not " + expected);
        }
        if (from.change().flatMap(change -> change.target(id)).isPresent()) {
            throw conflict(id + " is part of the change that is running");
        }
        return member;
    }

    private Member member(NodeId id) {
        return from.member(id)
                .orElseThrow(
                        () -> new KvException(ErrorCode.NOT_FOUND, "there is no member " + id));
    }

    private static boolean isGone(Member member) {
        return member.state() == MemberState.LEFT || member.state() == MemberState.EVICTED;
    }

    private static List<Member> put(List<Member> members, Member changed) {
        List<Member> result = new ArrayList<>(members);
        result.removeIf(member -> member.id().equals(changed.id()));
        result.add(changed);
        return result;
    }

    private Topology members(List<Member> members) {
        return step(members, from.voters(), from.change());
    }

    private Topology change(Change change) {
        return step(from.members(), from.voters(), Optional.of(change));
    }

    private Topology voters(List<Voter> present, List<Voter> former) {
        Voters voters = new Voters(from.epoch() + 1, present, former);
        return step(from.members(), voters, from.change());
    }

    private Topology step(List<Member> members, Voters voters, Optional<Change> change) {
        if (voters.areUnseen()) {
            throw conflict("the founding voters have not met yet");
        }
        return new Topology(
                from.cluster(), from.incarnation(), from.epoch() + 1, members, voters, change);
    }

    private static KvException conflict(String sentence) {
        return new KvException(ErrorCode.CONFLICT, sentence);
    }
}
