package dev.cairn.replication.topology;

import dev.cairn.api.Answer;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Voter;
import dev.cairn.api.spi.Transfers;
import dev.cairn.replication.topology.MembershipMessage.Announce;
import dev.cairn.replication.topology.MembershipMessage.Declined;
import dev.cairn.replication.topology.MembershipMessage.Progress;
import dev.cairn.replication.topology.MembershipMessage.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One member's part in the topology: announces joiners, tells and hears how far each node goes by
 * it, fetches this node's ranges, and takes the step that is due. Keeps nothing that a restart
 * could lose. Used by one lane.
 */
public final class Membership {
    /** How often {@link #tick} wants to be called. */
    public static final Duration INTERVAL = Duration.ofMillis(200);

    /** Members beside the voters that are told of this node's progress in one tick. */
    private static final int FANOUT = 2;

    private final NodeId self;
    private final long storage;
    private final RegisterTopologyStore store;
    private final Ownership ownership;
    private final Transfers transfers;
    private final RandomGenerator random;
    private final Outlet outlet;
    private final Reports reports = new Reports();
    private boolean stepping;
    private long fetching;
    private long arrived;

    /** The way to the other members. */
    @FunctionalInterface
    public interface Outlet {
        /** Sends a message, or loses it. */
        void send(NodeId to, MembershipMessage message);
    }

    /** The part of {@code self}, on the data directory {@code storage}. */
    public Membership(
            NodeId self,
            long storage,
            RegisterTopologyStore store,
            Ownership ownership,
            Transfers transfers,
            RandomGenerator random,
            Outlet outlet) {
        this.self = self;
        this.storage = storage;
        this.store = store;
        this.ownership = ownership;
        this.transfers = transfers;
        this.random = random;
        this.outlet = outlet;
        store.listen(topology -> {
            reports.retain(topology);
            tell(topology);
        });
    }

    /** Time has passed. */
    public void tick() {
        Topology now = store.current();
        tell(now);
        fetch(now);
        int odds = now.voters().includes(self) ? 2 : 2 * now.members().size();
        if (!stepping && random.nextInt(Math.max(2, odds)) == 0) {
            step(now);
        }
    }

    /** A message of another node, member or not yet. */
    public void receive(NodeId from, MembershipMessage message) {
        switch (message) {
            case Announce(Member joiner) -> announce(from, joiner);
            case Progress progress -> {
                reports.take(from, progress);
                answer(from, progress);
            }
            case Update(Topology topology) -> store.learn(topology);
            case Declined _ -> {}
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

    private void announce(NodeId from, Member joiner) {
        Optional<Member> known = store.current().member(joiner.id());
        boolean listed =
                known.filter(member -> member.storage() == joiner.storage())
                        .filter(member -> member.state() != MemberState.LEFT)
                        .filter(member -> member.state() != MemberState.EVICTED)
                        .isPresent();
        if (listed) {
            outlet.send(from, new Update(store.current()));
            return;
        }
        store.step(
                next -> next.announce(ownership.drawTokens(store.current(), joiner)),
                new Answer<>() {
                    @Override
                    public void succeeded(Topology announced) {
                        outlet.send(from, new Update(announced));
                    }

                    @Override
                    public void failed(KvError error) {
                        if (error.code() == ErrorCode.CONFLICT) {
                            outlet.send(from, new Declined(error.detail()));
                        }
                    }
                });
    }

    private void tell(Topology now) {
        Progress progress = progress(now);
        reports.take(self, progress);
        Set<NodeId> told = new LinkedHashSet<>();
        for (Voter voter : now.voters().present()) {
            told.add(voter.node());
        }
        List<Member> members = new ArrayList<>(now.members());
        for (int i = 0; i < FANOUT && !members.isEmpty(); i++) {
            told.add(members.get(random.nextInt(members.size())).id());
        }
        now.change().ifPresent(change -> change.targets().forEach(target -> told.add(target.id())));
        told.remove(self);
        told.forEach(node -> outlet.send(node, progress));
    }

    private Progress progress(Topology now) {
        return new Progress(storage, now.incarnation(), now.epoch(), arrived);
    }

    private void fetch(Topology now) {
        Optional<Change> change = now.change();
        if (change.isEmpty() || change.get().phase() != Change.Phase.WRITE_BOTH_READ_OLD) {
            return;
        }
        long since = change.get().since();
        boolean takesPart = now.future().member(self).filter(m -> m.state().owns()).isPresent();
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
        NextStep.of(now, reports, ownership).ifPresent(next -> take(now, next));
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
