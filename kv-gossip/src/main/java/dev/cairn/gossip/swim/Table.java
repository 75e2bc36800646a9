package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.Member;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.gossip.admission.Admission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that one node holds of the others, and its own incarnation. Every change of an opinion goes
 * through here, so that it is told and counted.
 */
final class Table {
    private static final int ENOUGH_OBSERVERS = 2;

    private final FailureDetector.Env env;
    private final Admission admission;
    private final Map<NodeId, Peer> peers = new LinkedHashMap<>();
    private final List<Peer> shuffled = new ArrayList<>();
    private Incarnation own;
    private int unsuspected;

    Table(FailureDetector.Env env, Admission admission) {
        this.env = env;
        this.admission = admission;
        this.own = new Incarnation(env.incarnation(), 0);
    }

    void members(List<Member> members) {
        List<NodeId> ids =
                members.stream().map(Member::id).filter(id -> !id.equals(env.self())).toList();
        peers.keySet().retainAll(ids);
        ids.forEach(id -> peers.computeIfAbsent(id, Peer::new));
        shuffled.clear();
        shuffled.addAll(peers.values());
        unsuspected = 0;
        for (Peer peer : shuffled) {
            Suspicion suspicion = peer.suspicion();
            if (suspicion != null) {
                suspicion.keep(id -> id.equals(env.self()) || peers.containsKey(id));
            }
            unsuspected += isUnsuspected(peer) ? 1 : 0;
        }
        admission.members(members);
    }

    /** The other member of that name; null when there is none. */
    @Nullable Peer find(NodeId id) {
        return peers.get(id);
    }

    Iterable<Peer> peers() {
        return peers.values();
    }

    /** Members, this node included. */
    int size() {
        return 1 + peers.size();
    }

    Incarnation own() {
        return own;
    }

    /** This node begins another life behind that one. */
    void outbid(Incarnation claimed) {
        own = claimed.next();
    }

    /** How many observers must find a member silent: two, or all who could when those are fewer. */
    int enoughObservers() {
        return Math.min(ENOUGH_OBSERVERS, possibleObservers());
    }

    /** How many could find a suspected member silent: this node and those it does not suspect. */
    int possibleObservers() {
        return 1 + unsuspected;
    }

    /** So many random others of that kind, fewer where there are fewer. */
    List<Peer> draw(int count, Predicate<Peer> kind) {
        List<Peer> drawn = new ArrayList<>();
        for (int i = 0; i < shuffled.size() && drawn.size() < count; i++) {
            Collections.swap(shuffled, i, i + env.random().nextInt(shuffled.size() - i));
            if (kind.test(shuffled.get(i))) {
                drawn.add(shuffled.get(i));
            }
        }
        return drawn;
    }

    void lives(Peer peer, Incarnation incarnation) {
        change(peer, () -> peer.lives(incarnation));
    }

    void suspected(Peer peer, Suspicion by) {
        change(peer, () -> peer.suspected(by));
    }

    void dies(Peer peer, List<NodeId> accusers) {
        change(peer, () -> peer.dies(accusers));
        admission.release(peer.id());
    }

    void leaves(Peer peer, Incarnation last) {
        change(peer, () -> peer.leaves(last));
        admission.release(peer.id());
    }

    private void change(Peer peer, Runnable step) {
        Liveness former = peer.liveness();
        unsuspected -= isUnsuspected(peer) ? 1 : 0;
        step.run();
        unsuspected += isUnsuspected(peer) ? 1 : 0;
        if (peer.liveness() != former) {
            env.changed(peer.id(), former, peer.liveness());
        }
    }

    private static boolean isUnsuspected(Peer peer) {
        return peer.liveness() == Liveness.ALIVE || peer.liveness() == Liveness.UNKNOWN;
    }
}
