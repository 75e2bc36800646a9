package dev.cairn.replication.transfer;

import dev.cairn.api.KvError;
import dev.cairn.api.cluster.Change;
import dev.cairn.api.cluster.ClusterView;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.cluster.PreferenceList;
import dev.cairn.api.spi.Replication.Peers;
import dev.cairn.api.spi.StorageException;
import dev.cairn.api.spi.Transport.Frame;
import dev.cairn.replication.paxos.Ballot;
import dev.cairn.replication.replica.LocalReplica;
import dev.cairn.replication.replica.StorageKey;
import dev.cairn.replication.transfer.TransferMessage.Ask;
import dev.cairn.replication.transfer.TransferMessage.Compare;
import dev.cairn.replication.transfer.TransferMessage.Differing;
import dev.cairn.replication.transfer.TransferMessage.Lacking;
import dev.cairn.replication.transfer.TransferMessage.Offer;
import dev.cairn.replication.transfer.TransferMessage.SliceHash;
import dev.cairn.replication.transfer.TransferMessage.Unable;
import dev.cairn.replication.transfer.TransferMessage.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers other nodes' questions about ranges from what is stored here: an owner to be asks a
 * present owner, a former owner asks a present one. Remembers nothing between two questions. What
 * is asked by another topology than this node's is refused. Owned by its lane.
 */
public final class Sender {
    private final TransferParts parts;
    private final Pages pages;
    private final Peers peers;

    /** Answers through {@code peers}. */
    public Sender(TransferParts parts, Peers peers) {
        this.parts = parts;
        this.pages = new Pages(parts.engine());
        this.peers = peers;
    }

    /** A question of a peer. */
    public void asked(NodeId from, Ask question) {
        switch (question) {
            case Compare compare -> compare(from, compare);
            case Walk walk -> walk(from, walk);
            case Offer offer -> offered(from, offer);
        }
    }

    private void compare(NodeId from, Compare theirs) {
        ClusterView view = parts.view();
        boolean mine =
                theirs.slices().stream()
                        .allMatch(of ->
                                mayBring(
                                        view, theirs.since(), of.slice(), theirs.replicas(), from));
        boolean whole =
                theirs.slices().stream()
                        .allMatch(of -> parts.whole().isWhole(of.slice(), theirs.replicas()));
        read(
                from,
                theirs,
                mine,
                () -> {
                    List<Integer> slices = theirs.slices().stream().map(SliceHash::slice).toList();
                    Set<SliceHash> here =
                            new HashSet<>(pages.hashes(view, theirs.replicas(), slices));
                    List<Integer> differing = new ArrayList<>();
                    for (SliceHash of : theirs.slices()) {
                        if (!here.contains(of)) {
                            differing.add(of.slice());
                        }
                    }
                    Ballot floor = parts.floors().highest(slices);
                    return () ->
                            send(
                                    from,
                                    new Differing(
                                            theirs.request(),
                                            epoch(),
                                            theirs.slice(),
                                            differing,
                                            floor,
                                            whole));
                });
    }

    private void walk(NodeId from, Walk theirs) {
        ClusterView view = parts.view();
        boolean mine = mayBring(view, theirs.since(), theirs.slice(), theirs.replicas(), from);
        long round = parts.rounds().number(theirs.slice());
        read(
                from,
                theirs,
                mine,
                () -> {
                    TransferMessage found = pages.otherwise(view, theirs, round, parts.floors());
                    return () -> send(from, found);
                });
    }

    /**
     * Whether this node owns a slice at present and the other one takes it over in the change that
     * runs. A node that has not heard of the change may still take writes that go past the other.
     * One that lost its disk may lack what it had acknowledged, one that has no vote on the slice's
     * registers what it had decided (rule 13). Or both own it, and the other one catches up by the
     * very topology that this node goes by.
     */
    private boolean mayBring(ClusterView view, long since, int slice, int replicas, NodeId other) {
        boolean runs =
                view.topology()
                        .change()
                        .filter(change -> change.since() == since)
                        .filter(change -> change.phase() == Change.Phase.WRITE_BOTH_READ_OLD)
                        .isPresent();
        List<PreferenceList> lists = view.writers(slice, replicas);
        boolean catchesUp =
                since == view.topology().epoch()
                        && lists.getFirst().isOwner(parts.self())
                        && lists.getFirst().isOwner(other);
        if (catchesUp) {
            return true;
        }
        boolean votes = !view.hasRegisters(replicas) || parts.voting().isWhole(slice, replicas);
        return runs
                && votes
                && parts.whole().isWhole(slice, replicas)
                && lists.size() == 2
                && lists.getFirst().isOwner(parts.self())
                && lists.getLast().isOwner(other);
    }

    private void offered(NodeId from, Offer offer) {
        ClusterView view = parts.view();
        boolean mine =
                offer.keys().stream()
                        .map(key -> StorageKey.bucketOf(key.key().segment()))
                        .distinct()
                        .allMatch(bucket ->
                                view.isWritten(
                                        parts.self(), offer.slice(), view.bucket(bucket).n()));
        read(
                from,
                offer,
                mine,
                () -> {
                    var lacking = pages.lacking(offer.keys());
                    Lacking answer = new Lacking(offer.request(), epoch(), offer.slice(), lacking);
                    return () -> parts.replica().awaitAll(new Safe(from, answer));
                });
    }

    private void read(NodeId from, Ask question, boolean mine, Reading reading) {
        Unable unable = new Unable(question.request(), epoch(), question.slice());
        boolean taken =
                mine
                        && parts.work()
                                .add(() -> {
                                    try {
                                        return reading.read();
                                    } catch (StorageException unreadable) {
                                        return () -> send(from, unable);
                                    }
                                });
        if (!taken) {
            send(from, unable);
        }
    }

    private interface Reading {
        Runnable read();
    }

    /** What is the same here has to be safe before the other one removes its copy. */
    private final class Safe implements LocalReplica.StoredSink {
        private final NodeId to;
        private final Lacking answer;

        Safe(NodeId to, Lacking answer) {
            this.to = to;
            this.answer = answer;
        }

        @Override
        public void stored(boolean durable) {
            send(to, answer);
        }

        @Override
        public void failed(KvError error) {
            send(to, new Unable(answer.request(), epoch(), answer.slice()));
        }
    }

    private long epoch() {
        return parts.view().topology().epoch();
    }

    private void send(NodeId to, TransferMessage message) {
        Frame frame = TransferCodec.encode(message);
        parts.work().pay(frame.size());
        peers.send(to, frame);
    }
}
