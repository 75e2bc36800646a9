package dev.cairn.replication.transfer;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.Topology;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.api.spi.Transfers.Progress;
import dev.cairn.replication.hint.Handoff;

/** All that one lane has to do with ranges that change owners. Owned by the lane. */
public final class LaneTransfers {
    private final TransferParts parts;
    private final Arrivals arrivals;
    private final Departures departures;
    private final CatchUp catchUp;
    private final Sender sender;

    /** At rest. */
    public LaneTransfers(TransferParts parts, Peers peers, Handoff handoff) {
        this.parts = parts;
        this.arrivals = new Arrivals(parts);
        this.departures = new Departures(parts, handoff);
        this.catchUp = new CatchUp(parts);
        this.sender = new Sender(parts, peers);
    }

    /** Begins to look for what is not owned. */
    public void start() {
        catchUp.clusterChanged();
        departures.start();
    }

    /** This node goes by a newer topology than before. */
    public void clusterChanged() {
        arrivals.clusterChanged();
        catchUp.clusterChanged();
        departures.clusterChanged();
    }

    /** A vote was asked on a register of the slice that this node does not have yet. */
    public void wanted(int slice, int replicas) {
        catchUp.wanted(slice, replicas);
    }

    /** Something was taken out of the store, and is missing by what {@code Wholeness} says. */
    public void excised() {
        catchUp.excised();
    }

    /** Brings what the change that runs in {@code topology} makes this node own. */
    public void fetch(Topology topology, Runnable arrived) {
        arrivals.fetch(topology, arrived);
    }

    /** A peer's message. */
    public void received(NodeId from, TransferMessage message) {
        switch (message) {
            case TransferMessage.Ask ask -> sender.asked(from, ask);
            case TransferMessage.Answer answer -> parts.asks().answered(from, answer);
        }
    }

    /** The link to a node went down. */
    public void peerDown(NodeId peer) {
        parts.asks().peerDown(peer);
    }

    /** Ends what is under way. */
    public void close() {
        parts.work().close();
        parts.asks().close();
    }

    /** How far it is. Callable on any thread. */
    public Progress progress() {
        return arrivals.progress();
    }

    /** Whether something may be here that this node does not own. Callable on any thread. */
    public boolean isAnythingLeft() {
        return departures.isAnythingLeft();
    }
}
