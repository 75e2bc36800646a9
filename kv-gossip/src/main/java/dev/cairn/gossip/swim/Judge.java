package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.swim.Update.Claim;
import java.util.ArrayList;
import java.util.List;

/**
 * Weighs evidence: signs of life, failed probes, what others claim. Refutes what they claim of this
 * node.
 */
final class Judge {
    /** How much longer a suspect has while nobody confirms. */
    private static final int LONGEST_BY_SHORTEST = 3;

    private static final int LAST_CALL_INTERVALS = 2;

    /** How much longer than its slowest of late an answer to a last call may take. */
    private static final double BEYOND_SLOWEST = 1.5;

    /** Updates sent back in answer to one message. */
    private static final int MAX_CORRECTIONS = 16;

    private final NodeId self;
    private final SwimConfig config;
    private final Table table;
    private final Rumors rumors;
    private final Courier courier;
    private final LocalHealth health;

    Judge(
            NodeId self,
            SwimConfig config,
            Table table,
            Rumors rumors,
            Courier courier,
            LocalHealth health) {
        this.self = self;
        this.config = config;
        this.table = table;
        this.rumors = rumors;
        this.courier = courier;
        this.health = health;
    }

    /** A message came from that member itself, or a helper has just heard it answer. */
    void signOfLife(Peer peer, Incarnation incarnation) {
        int order = incarnation.compareTo(peer.incarnation());
        if (order > 0 || order == 0 && peer.liveness() == Liveness.UNKNOWN) {
            table.lives(peer, incarnation);
            rumors.add(peer.update());
        } else if (order == 0 && peer.liveness() == Liveness.SUSPECT) {
            table.lives(peer, incarnation);
            rumors.drop(peer.id());
        } else if (order == 0 && peer.isDead() && !peer.left()) {
            courier.news(peer.id());
        }
    }

    /** This node's own probe of that member has failed; it has been silent since then. */
    void accuse(Peer peer, long since, long now) {
        if (!peer.isDead() && suspicion(peer, since).accuse(self, now)) {
            rumors.add(peer.update());
        }
    }

    /** Another member claims all this; what is out of date in it, it is told at once. */
    void hear(NodeId from, List<Update> news, long now) {
        List<Update> corrections = new ArrayList<>();
        for (Update update : news) {
            if (update.node().equals(self)) {
                if (hearOfSelf(update)) {
                    corrections.add(Update.alive(self, table.own()));
                }
                continue;
            }
            Peer peer = table.find(update.node());
            if (peer != null && isRefuted(update, peer)) {
                corrections.add(peer.update());
            } else if (peer != null) {
                hear(peer, update, now);
            }
        }
        if (!corrections.isEmpty()) {
            int most = Math.min(corrections.size(), MAX_CORRECTIONS);
            courier.send(from, new SwimMessage.News(), corrections.subList(0, most));
        }
    }

    /** Whether somebody is accused who is known to have refuted that since. */
    private static boolean isRefuted(Update update, Peer peer) {
        boolean accuses = update.claim() == Claim.SUSPECT || update.claim() == Claim.DEAD;
        return accuses
                && peer.liveness() == Liveness.ALIVE
                && peer.incarnation().compareTo(update.incarnation()) > 0;
    }

    private void hear(Peer peer, Update update, long now) {
        boolean first = peer.liveness() == Liveness.UNKNOWN && update.claim() == Claim.ALIVE;
        Update known = peer.update();
        if (!first && Update.join(known, update).equals(known)) {
            return;
        }
        switch (update.claim()) {
            case ALIVE -> {
                table.lives(peer, update.incarnation());
                rumors.add(update);
            }
            case LEFT -> {
                table.leaves(peer, update.incarnation());
                rumors.add(update);
            }
            case SUSPECT -> accused(peer, update, now);
            case DEAD -> {
                if (peer.isDead()) {
                    peer.learned(update.incarnation());
                    peer.dies(update.accusers());
                } else {
                    accused(peer, update, now);
                    decide(peer, update.accusers().size());
                }
            }
        }
    }

    private void accused(Peer peer, Update update, long now) {
        if (update.incarnation().compareTo(peer.incarnation()) > 0) {
            table.lives(peer, update.incarnation());
        }
        if (peer.isDead()) {
            return;
        }
        boolean news = false;
        for (NodeId accuser : update.accusers()) {
            boolean isObserver = !accuser.equals(peer.id()) && table.find(accuser) != null;
            news |= isObserver && suspicion(peer, now).accuse(accuser, now);
        }
        if (news) {
            rumors.add(peer.update());
        }
    }

    private Suspicion suspicion(Peer peer, long since) {
        Suspicion present = peer.suspicion();
        if (present != null) {
            return present;
        }
        Suspicion begun = new Suspicion(since);
        table.suspected(peer, begun);
        return begun;
    }

    /** Ends suspicions that were confirmed for long enough, or that nobody upholds. */
    void tick(long now) {
        long shortest = config.suspicionNanos(table.size());
        long longest = LONGEST_BY_SHORTEST * shortest;
        for (Peer peer : table.peers()) {
            Suspicion suspicion = peer.suspicion();
            if (suspicion == null) {
                continue;
            }
            int accusers = suspicion.accusers(now, longest);
            if (accusers == 0) {
                table.lives(peer, peer.incarnation());
            } else if (accusers >= table.enoughObservers()) {
                int possible = table.possibleObservers();
                long wait = LAST_CALL_INTERVALS * config.interval().toNanos();
                if (suspicion.hasRunOut(now + wait, shortest, longest, possible)) {
                    lastCall(peer, suspicion, now, wait);
                }
                if (suspicion.hasRunOut(now, shortest, longest, possible)
                        && suspicion.isLastCallOver(now)) {
                    decide(peer, accusers);
                }
            }
        }
    }

    /**
     * Before this node holds somebody dead it asks that one and a few others once more: whoever
     * knows better says so at once. A node whose answers come late waits for them.
     */
    private void lastCall(Peer suspect, Suspicion suspicion, long now, long shortestWait) {
        if (suspicion.isLastCallMade()) {
            return;
        }
        List<Peer> others = table.draw(config.helpers(), peer -> peer.liveness() == Liveness.ALIVE);
        long wait = shortestWait;
        for (Peer other : others) {
            courier.send(other.id(), new SwimMessage.News(), List.of(suspect.update()));
            wait = Math.max(wait, Math.round(BEYOND_SLOWEST * other.slowestAnswer()));
        }
        courier.news(suspect.id());
        suspicion.lastCall(now + wait);
    }

    private void decide(Peer peer, int accusers) {
        Suspicion suspicion = peer.suspicion();
        if (suspicion != null && accusers >= table.enoughObservers()) {
            table.dies(peer, suspicion.accusers());
            rumors.add(peer.update());
        }
    }

    /** This node stood still for a while: that time does not count against anybody. */
    void forgive(long nanos) {
        for (Peer peer : table.peers()) {
            Suspicion suspicion = peer.suspicion();
            if (suspicion != null) {
                suspicion.forgive(nanos);
            }
        }
    }

    /** Others speak of this node; whether they have to be told better. */
    private boolean hearOfSelf(Update update) {
        int order = update.incarnation().compareTo(table.own());
        boolean isAlive = update.claim() == Claim.ALIVE;
        if (order > 0 || order == 0 && !isAlive) {
            table.outbid(update.incarnation());
            rumors.add(Update.alive(self, table.own()));
            health.bad(isAlive ? 0 : 1);
            return true;
        }
        return !isAlive;
    }

    /** The last word: this node leaves. */
    void leave(List<Peer> to) {
        Update last = new Update(self, table.own(), Claim.LEFT, List.of());
        for (Peer peer : to) {
            courier.send(peer.id(), new SwimMessage.News(), List.of(last));
        }
    }
}
