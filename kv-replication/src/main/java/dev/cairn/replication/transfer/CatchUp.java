package dev.cairn.replication.transfer;

import dev.cairn.api.KvError;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.Copies;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.cluster.Slices;
import dev.cairn.replication.replica.LocalReplica;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Wins this directory its vote on the registers of one lane's slices that it owns and does not hold
 * for sure: because the cluster is new, or the directory is (CORRECTNESS rule 13). It fetches what
 * every other owner holds, all by the very topology that this node goes by, so nothing that could
 * have been decided before is missed, and nothing can be decided by an older one afterwards. Owned
 * by its lane.
 */
final class CatchUp implements Arrival.Host {
    private static final int MAX_UNDER_WAY = 8;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final TransferParts parts;
    private final Pages pages;
    private final Set<Integer> wanted = new HashSet<>();
    private final Set<Integer> urgent = new HashSet<>();
    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private long version;
    private int underWay;
    private boolean pausing;

    CatchUp(TransferParts parts) {
        this.parts = parts;
        this.pages = new Pages(parts.engine());
    }

    /** A vote is asked for on keys with so many copies; the slice comes before others. */
    void wanted(int slice, int replicas) {
        if (wanted.add(replicas) && !isBusy()) {
            begin();
        }
        if (!urgent.add(slice)) {
            return;
        }
        for (Arrival arrival : waiting) {
            if (arrival.plan().replicas() == replicas && arrival.plan().slices().contains(slice)) {
                waiting.remove(arrival);
                waiting.addFirst(arrival);
                return;
            }
        }
    }

    private boolean isBusy() {
        return underWay > 0 || !waiting.isEmpty() || pausing;
    }

    /** This node goes by a newer topology than before: what was under way is of no use. */
    void clusterChanged() {
        ClusterView view = parts.view();
        for (int replicas : parts.voting().kinds()) {
            parts.voting()
                    .keep(
                            replicas,
                            parts.lane().index(),
                            parts.lanes(),
                            slice -> view.isWritten(parts.self(), slice, replicas));
        }
        for (Copies kind : view.copies()) {
            if (kind.registers()) {
                wanted.add(kind.n());
            }
        }
        if (isBusy() ? view.topology().version() != version : !wanted.isEmpty()) {
            waiting.clear();
            underWay = 0;
            beginSoon();
        }
    }

    private void beginSoon() {
        if (!pausing) {
            pausing = true;
            parts.lane()
                    .after(
                            PAUSE,
                            () -> {
                                pausing = false;
                                begin();
                            });
        }
    }

    private void begin() {
        ClusterView view = parts.view();
        version = view.topology().version();
        waiting.clear();
        urgent.clear();
        underWay = 0;
        for (int replicas : wanted) {
            plan(view, replicas)
                    .forEach(plan -> waiting.add(new Arrival(parts, pages, this, plan)));
        }
        if (waiting.isEmpty()) {
            wanted.clear();
        }
        runMore();
    }

    private List<Arrival.Plan> plan(ClusterView view, int replicas) {
        Map<List<NodeId>, List<Integer>> bySources = new HashMap<>();
        List<Arrival.Plan> plans = new ArrayList<>();
        List<Integer> alone = new ArrayList<>();
        BitSet whole = parts.voting().whole(replicas);
        for (int slice = parts.lane().index(); slice < Slices.COUNT; slice += parts.lanes()) {
            if (whole.get(slice)) {
                continue;
            }
            PreferenceList list = view.preference(slice, replicas);
            if (!list.isOwner(parts.self())) {
                continue;
            }
            List<NodeId> others = new ArrayList<>(list.owners());
            others.remove(parts.self());
            if (others.isEmpty()) {
                alone.add(slice);
                continue;
            }
            List<Integer> same = bySources.computeIfAbsent(others, first -> new ArrayList<>());
            same.add(slice);
            if (same.size() == Arrival.MAX_SLICES) {
                plans.add(plan(view, replicas, same, others));
                bySources.remove(others);
            }
        }
        bySources.forEach((others, rest) -> plans.add(plan(view, replicas, rest, others)));
        if (!alone.isEmpty()) {
            parts.voting().arrived(replicas, alone);
        }
        return plans;
    }

    private static Arrival.Plan plan(
            ClusterView view, int replicas, List<Integer> slices, List<NodeId> others) {
        return new Arrival.Plan(
                view.topology().epoch(),
                replicas,
                List.copyOf(slices),
                List.copyOf(others),
                others.size());
    }

    private void runMore() {
        while (underWay < MAX_UNDER_WAY && !waiting.isEmpty()) {
            underWay++;
            waiting.remove().run();
        }
        if (underWay == 0 && !wanted.isEmpty()) {
            beginSoon();
        }
    }

    @Override
    public boolean isRunning(long since) {
        return parts.view().topology().version() == version
                && parts.view().topology().epoch() == since;
    }

    @Override
    public void received(int count) {}

    @Override
    public void ended(Arrival arrival, boolean complete) {
        if (!isRunning(arrival.since())) {
            return;
        }
        if (complete) {
            parts.replica().awaitAll(new Safe(arrival.plan()));
        }
        underWay--;
        runMore();
    }

    /** What was the same already may not be on stable storage yet. */
    private final class Safe implements LocalReplica.StoredSink {
        private final Arrival.Plan plan;

        Safe(Arrival.Plan plan) {
            this.plan = plan;
        }

        @Override
        public void stored(boolean durable) {
            if (isRunning(plan.since())) {
                parts.voting().arrived(plan.replicas(), plan.slices());
            }
        }

        @Override
        public void failed(KvError error) {}
    }
}
