package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NextTopology;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Membership.Ownership;
import dev.cairn.api.spi.Transfers;
import dev.cairn.replication.topology.MembershipMessage.Announce;
import dev.cairn.replication.topology.MembershipMessage.Declined;
import dev.cairn.replication.topology.MembershipMessage.Overdue;
import dev.cairn.replication.topology.MembershipMessage.Progress;
import dev.cairn.replication.topology.MembershipMessage.Replacing;
import dev.cairn.replication.topology.MembershipMessage.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One member's part in the topology: announces joiners, tells and hears how far each node goes by
 * it, fetches this node's ranges, and takes the step that is due. A node that is listed on another
 * data directory asks to be listed on its own. Keeps nothing that a restart could lose. Used by one
 * lane.
 */
final class TopologyDriver {
    /** How often {@link #tick} wants to be called. */
    static final Duration INTERVAL = Duration.ofMillis(200);

    /** Members beside the voters that are told of this node's progress in one tick. */
    private static final int FANOUT = 2;

    private final Member self;
    private final RegisterTopologyStore store;
    private final Ownership ownership;
    private final Transfers transfers;
    private final Function<NodeId, Liveness> opinions;
    private final RandomGenerator random;
    private final EventSink events;
    private final Outlet outlet;
    private final Lane lane;
    private final Deathwatch deathwatch;
    private final Reports reports = new Reports();
    private boolean stepping;
    private long fetching;
    private long arrived;
    private String lastDecline = "";

    /** The way to the other members. */
    @FunctionalInterface
    interface Outlet {
        /** Sends a message, or loses it. */
        void send(NodeId to, MembershipMessage message);
    }

    /**
     * What it may use.
     *
     * @param lane whose clock it goes by
     * @param evictAfter how long a member is dead before it is evicted; zero: for ever
     * @param ownership who owns what
     * @param transfers how ranges reach this node
     * @param opinions this node's opinion of a member
     * @param random randomness
     * @param events where it tells what happened
     * @param outlet the way to the other members
     */
    record Env(
            Lane lane,
            Duration evictAfter,
            Ownership ownership,
            Transfers transfers,
            Function<NodeId, Liveness> opinions,
            RandomGenerator random,
            EventSink events,
            Outlet outlet) {}

    /** The part of {@code self}, as its configuration and its data directory describe it. */
    TopologyDriver(Member self, RegisterTopologyStore store, Env env) {
        this.self = self;
        this.store = store;
        this.lane = env.lane();
        this.deathwatch = new Deathwatch(self.id(), env.evictAfter(), env.ownership());
        this.ownership = env.ownership();
        this.transfers = env.transfers();
        this.opinions = env.opinions();
        this.random = env.random();
        this.events = env.events();
        this.outlet = env.outlet();
    }

    /** From now on tells the others of each topology, after those who listened before. */
    void start() {
        store.listen(topology -> {
            reports.retain(topology);
            tell(topology);
        });
    }

    /** Time has passed. */
    void tick() {
        Topology now = store.current();
        tell(now);
        if (isListedElsewhere(now)) {
            askToBeTakenBack(now);
            return;
        }
        fetch(now);
        if (deathwatch.isOn() && now.voters().includes(self.id())) {
            watch(now);
        }
        int odds = now.voters().includes(self.id()) ? 2 : 2 * now.members().size();
        if (!stepping && random.nextInt(Math.max(2, odds)) == 0) {
            step(now);
        }
    }

    private void watch(Topology now) {
        List<NodeId> overdue = deathwatch.look(now, opinions, lane.clock().nanos());
        for (Voter voter : now.voters().present()) {
            if (!voter.node().equals(self.id())) {
                outlet.send(voter.node(), new Overdue(overdue));
            }
        }
    }

    private boolean isListedElsewhere(Topology now) {
        long listed = now.member(self.id()).map(Member::storage).orElse(self.storage());
        return listed != 0 && listed != self.storage();
    }

    private void askToBeTakenBack(Topology now) {
        List<Member> owners = now.owners();
        for (int i = 0; i < FANOUT && !owners.isEmpty(); i++) {
            NodeId asked = owners.get(random.nextInt(owners.size())).id();
            if (!asked.equals(self.id())) {
                outlet.send(asked, new Announce(self));
            }
        }
    }

    /** A message of another node of the cluster. */
    void receive(NodeId from, MembershipMessage message) {
        switch (message) {
            case Announce(Member joiner) ->
                    announce(joiner, Optional.empty(), answer -> outlet.send(from, answer));
            case Replacing(Member joiner, NodeId lost) ->
                    announce(joiner, Optional.of(lost), answer -> outlet.send(from, answer));
            case Progress progress -> {
                reports.take(from, progress);
                answer(from, progress);
            }
            case Overdue(List<NodeId> dead) -> deathwatch.hear(from, dead, lane.clock().nanos());
            case Update(Topology topology) -> store.learn(topology);
            case Declined(String why) -> {
                if (!why.equals(lastDecline)) {
                    lastDecline = why;
                    events.emit(new Event.Note(Event.Severity.WARNING, "was declined: " + why));
                }
            }
        }
    }

    /** A message of a node that may belong to no cluster yet. */
    void asked(MembershipMessage message, Consumer<MembershipMessage> reply) {
        if (message instanceof Announce(Member joiner)) {
            announce(joiner, Optional.empty(), reply);
        } else if (message instanceof Replacing(Member joiner, NodeId lost)) {
            announce(joiner, Optional.of(lost), reply);
        }
    }

    private void answer(NodeId from, Progress progress) {
        Topology now = store.current();
        boolean sameIncarnation = progress.incarnation() == now.incarnation();
        boolean behind =
                sameIncarnation
                        ? progress.epoch() < now.epoch()
                        : progress.incarnation() < now.incarnation();
        boolean ahead =
                sameIncarnation
                        ? progress.epoch() > now.epoch()
                        : progress.incarnation() > now.incarnation();
        if (behind) {
            outlet.send(from, new Update(now));
        } else if (ahead) {
            outlet.send(from, progress(now));
        }
    }

    private void announce(
            Member joiner, Optional<NodeId> replaces, Consumer<MembershipMessage> reply) {
        Topology now = store.current();
        Optional<Member> known = now.member(joiner.id()).filter(TopologyDriver::belongs);
        if (known.isEmpty() && replaces.isPresent()) {
            replace(replaces.get(), joiner, reply);
        } else if (known.isEmpty()) {
            list(next -> next.announce(ownership.drawTokens(store.current(), joiner)), reply);
        } else if (known.get().storage() == joiner.storage()) {
            reply.accept(new Update(now));
        } else if (opinions.apply(joiner.id()) == Liveness.DEAD) {
            list(next -> next.takeBack(joiner.id(), joiner.storage()), reply);
        } else {
            reply.accept(
                    new Declined(
                            joiner.id()
                                    + " is a member on another data directory and is not dead;"
                                    + " a new node needs a name of its own"));
        }
    }

    private void replace(NodeId lost, Member joiner, Consumer<MembershipMessage> reply) {
        if (opinions.apply(lost) == Liveness.DEAD) {
            Member heir = joiner.in(MemberState.JOINING);
            Optional<Member> gone = store.current().member(lost);
            list(
                    next ->
                            next.replace(
                                    lost,
                                    gone.map(known -> ownership.inherit(heir, known)).orElse(heir)),
                    reply);
        } else {
            reply.accept(
                    new Declined(lost + " is not dead; only a dead member is replaced by another"));
        }
    }

    private static boolean belongs(Member member) {
        return member.state() != MemberState.LEFT && member.state() != MemberState.EVICTED;
    }

    private void list(Function<NextTopology, Topology> step, Consumer<MembershipMessage> reply) {
        store.step(
                step,
                new Answer<>() {
                    @Override
                    public void succeeded(Topology listed) {
                        reply.accept(new Update(listed));
                    }

                    @Override
                    public void failed(KvError error) {
                        if (error.code() == ErrorCode.CONFLICT) {
                            reply.accept(new Declined(error.detail()));
                        }
                    }
                });
    }

    private void tell(Topology now) {
        Progress progress = progress(now);
        reports.take(self.id(), progress);
        Set<NodeId> told = new LinkedHashSet<>();
        for (Voter voter : now.voters().present()) {
            told.add(voter.node());
        }
        List<Member> members = new ArrayList<>(now.members());
        for (int i = 0; i < FANOUT && !members.isEmpty(); i++) {
            told.add(members.get(random.nextInt(members.size())).id());
        }
        now.change().ifPresent(change -> change.targets().forEach(target -> told.add(target.id())));
        told.remove(self.id());
        told.forEach(node -> outlet.send(node, progress));
    }

    /** Tells a node how far this one is; one that is further answers with its topology. */
    void ask(NodeId peer) {
        outlet.send(peer, progress(store.current()));
    }

    private Progress progress(Topology now) {
        return new Progress(self.storage(), now.incarnation(), now.epoch(), arrived);
    }

    private void fetch(Topology now) {
        Optional<Change> change = now.change();
        if (change.isEmpty() || change.get().phase() != Change.Phase.WRITE_BOTH_READ_OLD) {
            return;
        }
        long since = change.get().since();
        boolean takesPart =
                now.future().member(self.id()).filter(m -> m.state().owns()).isPresent();
        if (!takesPart || fetching == since || !Adoption.isEnough(now, since, reports, ownership)) {
            return;
        }
        fetching = since;
        transfers.fetch(
                now,
                () -> {
                    arrived = since;
                    tell(store.current());
                });
    }

    private void step(Topology now) {
        if (!now.voters().former().isEmpty()) {
            stepping = true;
            Handover.run(
                    store,
                    copied -> {
                        stepping = false;
                        if (copied) {
                            take(now, now.next().retireFormerVoters());
                        }
                    });
            return;
        }
        NextStep.of(now, reports, ownership)
                .or(() -> eviction(now))
                .ifPresent(next -> take(now, next));
    }

    private Optional<Topology> eviction(Topology now) {
        if (!deathwatch.isOn()) {
            return Optional.empty();
        }
        Optional<NodeId> lost = deathwatch.evicts(now, lane.clock().nanos());
        lost.ifPresent(node ->
                events.emit(
                        new Event.Note(
                                Event.Severity.WARNING,
                                node + " has been dead for too long and is evicted")));
        return lost.map(node -> now.next().evict(node));
    }

    private void take(Topology now, Topology next) {
        stepping = true;
        store.compareAndSet(
                now.epoch(),
                next,
                new Answer<>() {
                    @Override
                    public void succeeded(Topology result) {
                        stepping = false;
                    }

                    @Override
                    public void failed(KvError error) {
                        stepping = false;
                    }
                });
    }
}
