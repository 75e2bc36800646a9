package dev.cairn.replication.transfer;

import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.cluster.Zone;
import dev.cairn.api.spi.Transfers.Progress;
import dev.cairn.replication.replica.LocalReplica;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings the slices of one lane here that this node will own when the running change is finished.
 * Keeps nothing that a restart could lose: what is here already is found equal and not sent again.
 * Owned by its lane.
 */
public final class Arrivals implements Arrival.Host {
    private static final int MAX_UNDER_WAY = 8;
    private static final int NONE_LEFT = -1;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TransferParts parts;
    private final Pages pages;
    private final Queue<Arrival> waiting = new ArrayDeque<>();
    private final List<Arrival> arrived = new ArrayList<>();
    private Runnable whenArrived = () -> {};
    private long since;
    private boolean begun;
    private int underWay;
    private int left;
    private volatile Progress progress = Progress.NONE;

    /** Nothing is on its way. */
    public Arrivals(TransferParts parts) {
        this.parts = parts;
        this.pages = new Pages(parts.engine());
    }

    /**
     * Brings what the change that runs in {@code topology} makes this node own, and then runs
     * {@code then}; ends what was under way for another change.
     */
    public void fetch(Topology topology, Runnable then) {
        long change = topology.change().map(Change::since).orElse(0L);
        whenArrived = then;
        if (begun && change == since) {
            if (left == NONE_LEFT) {
                parts.replica().awaitAll(new Safe(since));
            }
            return;
        }
        since = change;
        begun = false;
        waiting.clear();
        arrived.clear();
        underWay = 0;
        progress = Progress.NONE;
        clusterChanged();
    }

    /** This node goes by a newer topology than before. */
    public void clusterChanged() {
        if (!begun && isRunning(since)) {
            begun = true;
            plan(parts.view())
                    .forEach(plan -> {
                        waiting.add(new Arrival(parts, pages, this, plan));
                        add(new Progress(plan.slices().size(), 0, 0));
                    });
            left = waiting.size();
            runMore();
        }
    }

    /** Whether the change that began in that epoch still waits for ranges to arrive. */
    @Override
    public boolean isRunning(long begunIn) {
        return begunIn == since
                && parts.view()
                        .topology()
                        .change()
                        .filter(change -> change.since() == begunIn)
                        .filter(change -> change.phase() == Change.Phase.WRITE_BOTH_READ_OLD)
                        .isPresent();
    }

    private void runMore() {
        if (left == 0) {
            left = NONE_LEFT;
            parts.replica().awaitAll(new Safe(since));
            return;
        }
        while (underWay < MAX_UNDER_WAY && !waiting.isEmpty()) {
            underWay++;
            waiting.remove().run();
        }
    }

    /** What was equal already may have come by a write that is not on stable storage yet. */
    private final class Safe implements LocalReplica.StoredSink {
        private final long change;

        Safe(long change) {
            this.change = change;
        }

        @Override
        public void stored(boolean durable) {
            if (isRunning(change)) {
                parts.raiseFloors(List.copyOf(arrived), this::floorsAreSafe);
            }
        }

        private void floorsAreSafe() {
            if (isRunning(change)) {
                for (Arrival arrival : arrived) {
                    Arrival.Plan plan = arrival.plan();
                    parts.voting().arrived(plan.replicas(), plan.slices());
                    parts.whole().arrived(plan.replicas(), plan.slices(), arrival.asOf());
                }
                whenArrived.run();
            }
        }

        @Override
        public void failed(KvError error) {}
    }

    /** So many bytes were received. */
    @Override
    public void received(int count) {
        add(new Progress(0, 0, count));
    }

    /** An arrival has ended, and is complete or has to be tried again. */
    @Override
    public void ended(Arrival arrival, boolean complete) {
        if (!isRunning(arrival.since())) {
            return;
        }
        underWay--;
        if (complete) {
            left--;
            arrived.add(arrival);
            add(new Progress(0, arrival.slices(), 0));
            runMore();
        } else {
            parts.lane().after(PAUSE, () -> again(arrival));
            runMore();
        }
    }

    private void again(Arrival arrival) {
        if (isRunning(arrival.since())) {
            waiting.add(arrival);
            runMore();
        }
    }

    private List<Arrival.Plan> plan(ClusterView view) {
        List<Arrival.Plan> plans = new ArrayList<>();
        for (Copies copies : view.copies()) {
            Map<Set<NodeId>, List<Integer>> bySources = new LinkedHashMap<>();
            for (int slice = parts.lane().index(); slice < Slices.COUNT; slice += parts.lanes()) {
                List<NodeId> owners = sources(view, slice, copies.n());
                if (!owners.isEmpty()) {
                    List<Integer> same =
                            bySources.computeIfAbsent(
                                    new TreeSet<>(owners), first -> new ArrayList<>());
                    same.add(slice);
                    if (same.size() == Arrival.MAX_SLICES) {
                        plans.add(plan(view, copies, same, owners, plans.size()));
                        bySources.remove(Set.copyOf(owners));
                    }
                }
            }
            bySources.forEach(
                    (owners, rest) -> plans.add(plan(view, copies, rest, owners, plans.size())));
        }
        return plans;
    }

    /** The present owners of a slice that this node takes over; none of another. */
    private List<NodeId> sources(ClusterView view, int slice, int replicas) {
        List<PreferenceList> lists = view.writers(slice, replicas);
        boolean takesOver =
                lists.size() == 2
                        && !lists.getFirst().isOwner(parts.self())
                        && lists.getLast().isOwner(parts.self());
        return takesOver ? lists.getFirst().owners() : List.of();
    }

    /** Begins with a near owner, of equally near ones with another each time. */
    private Arrival.Plan plan(
            ClusterView view,
            Copies copies,
            List<Integer> slices,
            Collection<NodeId> sources,
            int turn) {
        List<NodeId> ordered = new ArrayList<>(sources);
        Collections.rotate(ordered, turn);
        Zone here = view.zone(parts.self());
        ordered.sort(Comparator.comparingInt(source -> distance(here, view.zone(source))));
        int needed = Math.max(1, sources.size() - copies.w() + 1);
        return new Arrival.Plan(since, copies.n(), List.copyOf(slices), ordered, needed);
    }

    private static int distance(Zone here, Zone there) {
        if (here.equals(there)) {
            return 0;
        }
        return here.datacentre().equals(there.datacentre()) ? 1 : 2;
    }

    private void add(Progress more) {
        Progress before = progress;
        progress = before.plus(more);
    }

    /** How far it is. Callable on any thread. */
    public Progress progress() {
        return progress;
    }
}
