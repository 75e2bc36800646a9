package dev.cairn.replication.collect;

import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.MemberState;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.env.Lane;
import dev.cairn.api.event.Event;
import dev.cairn.api.event.EventSink;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.replication.collect.RoundMessage.Enter;
import dev.cairn.replication.collect.RoundMessage.Entered;
import dev.cairn.replication.collect.RoundMessage.OfSlices;
import dev.cairn.replication.collect.RoundMessage.Tell;
import dev.cairn.replication.collect.RoundMessage.Told;
import dev.cairn.replication.hint.Handoff;
import dev.cairn.replication.repair.AntiEntropy;
import dev.cairn.replication.repair.SliceScan;
import dev.cairn.replication.repair.WorkQueue;
import dev.cairn.replication.round.Round;
import dev.cairn.replication.round.RoundTable;
import dev.cairn.replication.round.SliceRound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of one lane's slices: leads those of slices whose first owner this node is, as long as
 * they hold deletes or somebody has not entered the last round yet, and takes part in those that
 * others lead. What is lost on the way is tried again with the next step. Owned by its lane.
 */
public final class Rounds {
    /** How many slices a step takes up. */
    private static final int MAX_SLICES = 1024;

    /** After so many steps in vain the operator is told, and again after as many. */
    private static final int PATIENCE = 10;

    private final NodeId self;
    private final Lane lane;
    private final int lanes;
    private final Supplier<ClusterView> cluster;
    private final Peers peers;
    private final EventSink events;
    private final Duration interval;
    private final Parts parts;
    private final BitSet announced = new BitSet();
    private long epoch;
    private int next;
    private int inVain;
    private @Nullable Attempt attempt;
    private Lane.@Nullable Timer timer;

    /**
     * What rounds work with.
     *
     * @param table the rounds that this node has entered
     * @param replicas compares this lane's slices
     * @param scan reads them
     * @param work runs scans
     * @param handoff what is kept for others
     */
    public record Parts(
            RoundTable table,
            AntiEntropy replicas,
            SliceScan scan,
            WorkQueue work,
            Handoff handoff) {}

    /**
     * At rest.
     *
     * @param interval between two steps; a slice goes on by at most one round with each
     */
    public Rounds(
            NodeId self,
            Lane lane,
            int lanes,
            Supplier<ClusterView> cluster,
            Peers peers,
            EventSink events,
            Duration interval,
            Parts parts) {
        this.self = self;
        this.lane = lane;
        this.lanes = lanes;
        this.cluster = cluster;
        this.peers = peers;
        this.events = events;
        this.interval = interval;
        this.parts = parts;
        this.next = lane.index();
    }

    /** Begins to look for deletes. */
    public void start() {
        timer = lane.after(interval, this::step);
    }

    /** Ends it. */
    public void close() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void step() {
        timer = lane.after(interval, this::step);
        complain();
        attempt = null;
        ClusterView view = cluster.get();
        if (view.topology().epoch() != epoch) {
            epoch = view.topology().epoch();
            announced.clear();
        }
        Set<NodeId> members = members(view);
        List<SliceRound> slices = parts.table().isKnown() ? led(view) : List.of();
        if (!slices.isEmpty() && members.contains(self)) {
            attempt = new Attempt(view, slices, members);
            Enter enter = new Enter(view.topology().epoch(), slices);
            members.forEach(member -> send(member, enter));
        }
    }

    /** Everyone who may send or keep something. */
    static Set<NodeId> members(ClusterView view) {
        Set<NodeId> members = new HashSet<>();
        view.topology().members().stream()
                .filter(member -> member.state().owns() || member.state() == MemberState.JOINING)
                .forEach(member -> members.add(member.id()));
        return members;
    }

    /**
     * The next slices that this node has to lead, in the rounds they are in; a round that began in
     * the future by this node's clock begins now, as others would not enter it before its time.
     */
    private List<SliceRound> led(ClusterView view) {
        int copies = view.copies().stream().mapToInt(Copies::n).max().orElse(1);
        long now = lane.clock().millis();
        List<SliceRound> led = new ArrayList<>();
        for (int i = 0; i < Slices.COUNT / lanes && led.size() < MAX_SLICES; i++) {
            boolean mine =
                    (parts.replicas().holdsDeletes(next) || isNews(next))
                            && view.writeOwners(next, copies).getFirst().equals(self);
            if (mine) {
                led.add(new SliceRound(next, parts.table().of(next).begunBy(now)));
            }
            next += lanes;
            if (next >= Slices.COUNT) {
                next = lane.index();
            }
        }
        return led;
    }

    /** Whether somebody may not have entered the slice's round. */
    private boolean isNews(int slice) {
        return parts.table().number(slice) > 0 && !announced.get(slice);
    }

    private void complain() {
        Attempt last = attempt;
        Set<NodeId> missing = last == null ? Set.of() : last.missing();
        inVain = missing.isEmpty() ? 0 : inVain + 1;
        if (inVain == PATIENCE) {
            inVain = 0;
            events.emit(
                    new Event.Note(
                            Event.Severity.WARNING,
                            "traces of deletes stay until these members answer, hand over what"
                                    + " they keep for others, or are removed: "
                                    + missing));
        }
    }

    /** A member's part of a round. */
    public void received(NodeId from, OfSlices message) {
        ClusterView view = cluster.get();
        boolean taken =
                message.epoch() == view.topology().epoch()
                        && parts.table().isKnown()
                        && members(view).contains(from);
        if (taken) {
            switch (message) {
                case Enter enter -> enter(from, view, enter);
                case Entered entered -> entered(from, view, entered);
                case Tell tell -> tell(from, tell);
                case Told told -> told(from, view, told);
            }
        }
    }

    private void enter(NodeId from, ClusterView view, Enter enter) {
        List<Integer> slices = enter.rounds().stream().map(SliceRound::slice).toList();
        parts.work()
                .add(() -> {
                    Set<Integer> kept = parts.scan().keptForOthers(view, self, slices);
                    return () -> enter(from, view, enter.rounds(), kept);
                });
    }

    /**
     * What came for others while it was looked for is known to the handoff. A round that began in
     * this node's future is not entered: by its time values would go that have not expired.
     */
    private void enter(NodeId from, ClusterView view, List<SliceRound> rounds, Set<Integer> kept) {
        BitSet handedOver = parts.handoff().slices();
        long now = lane.clock().millis();
        List<SliceRound> free =
                rounds.stream()
                        .filter(of -> of.round().hasBegun(now))
                        .filter(of -> !kept.contains(of.slice()) && !handedOver.get(of.slice()))
                        .toList();
        if (free.isEmpty() || !isPresent(view.topology().epoch())) {
            return;
        }
        List<SliceRound> later = parts.table().raise(free);
        parts.replicas().entered(later);
        later.forEach(of -> announced.clear(of.slice()));
        List<SliceRound> entered =
                free.stream()
                        .map(of -> new SliceRound(of.slice(), parts.table().of(of.slice())))
                        .toList();
        parts.table()
                .save(saved ->
                        lane.execute(() -> {
                            if (saved && isPresent(view.topology().epoch())) {
                                send(from, new Entered(view.topology().epoch(), entered));
                            }
                        }));
    }

    /** Whether this node still goes by that epoch: what it answers holds for no other. */
    private boolean isPresent(long asked) {
        return cluster.get().topology().epoch() == asked;
    }

    /** One who has entered a later round has it from a leader of before, who has proved it due. */
    private void entered(NodeId from, ClusterView view, Entered message) {
        long now = lane.clock().millis();
        List<SliceRound> later =
                message.rounds().stream()
                        .filter(of -> of.round().number() > parts.table().number(of.slice()))
                        .map(of -> new SliceRound(of.slice(), of.round().begunBy(now)))
                        .toList();
        if (!later.isEmpty()) {
            enter(from, view, new Enter(message.epoch(), later));
        }
        Attempt present = attempt;
        if (present != null && present.epoch() == message.epoch()) {
            List<SliceRound> all = present.entered(from, message.rounds());
            all.forEach(of -> announced.set(of.slice()));
            ask(view, all);
        }
    }

    /** All have entered: where there are deletes, their owners are asked what they hold. */
    private void ask(ClusterView view, List<SliceRound> entered) {
        Map<NodeId, List<SliceRound>> asked = new TreeMap<>();
        for (SliceRound of : entered) {
            if (parts.replicas().holdsDeletes(of.slice())) {
                for (NodeId owner : Attempt.owners(view, of.slice())) {
                    asked.computeIfAbsent(owner, none -> new ArrayList<>()).add(of);
                }
            }
        }
        asked.forEach((owner, rounds) -> send(owner, new Tell(view.topology().epoch(), rounds)));
    }

    private void tell(NodeId from, Tell tell) {
        List<Integer> slices =
                tell.rounds().stream()
                        .filter(of -> parts.table().of(of.slice()).equals(of.round()))
                        .map(SliceRound::slice)
                        .toList();
        if (!slices.isEmpty()) {
            parts.replicas()
                    .digests(
                            slices,
                            digests -> {
                                if (isPresent(tell.epoch())) {
                                    send(from, new Told(tell.epoch(), digests));
                                }
                            });
        }
    }

    /** Where all owners hold the same the round is over, and the next begins. */
    private void told(NodeId from, ClusterView view, Told told) {
        Attempt present = attempt;
        if (present != null && present.epoch() == told.epoch()) {
            long now = lane.clock().millis();
            List<SliceRound> following =
                    present.told(from, told.digests()).stream()
                            .map(of ->
                                    new SliceRound(
                                            of.slice(), new Round(of.round().number() + 1, now)))
                            .toList();
            if (!following.isEmpty()) {
                enter(self, view, new Enter(told.epoch(), following));
            }
        }
    }

    private void send(NodeId to, OfSlices message) {
        if (to.equals(self)) {
            lane.execute(() -> received(self, message));
        } else {
            peers.send(to, RoundCodec.encode(message));
        }
    }
}
