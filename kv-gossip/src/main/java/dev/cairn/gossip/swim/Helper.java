package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.gossip.swim.SwimMessage.Ack;
import dev.cairn.gossip.swim.SwimMessage.Nack;
import dev.cairn.gossip.swim.SwimMessage.Ping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Probes in the stead of others (SWIM, section 3.1), at most {@value #MAX_PENDING} at a time. */
final class Helper {
    private static final int MAX_PENDING = 256;
    private static final int INTERVALS_KEPT = 20;

    private final SwimConfig config;
    private final Table table;
    private final Courier courier;
    private final Map<Long, Request> pending = new LinkedHashMap<>();

    private static final class Request {
        final NodeId asker;
        final long number;
        final Peer target;
        final long since;
        boolean toldThatThereIsNone;

        Request(NodeId asker, long number, Peer target, long since) {
            this.asker = asker;
            this.number = number;
            this.target = target;
            this.since = since;
        }
    }

    Helper(SwimConfig config, Table table, Courier courier) {
        this.config = config;
        this.table = table;
        this.courier = courier;
    }

    /** Pings the target under a number of this node's own. */
    void help(NodeId asker, long number, NodeId target, long ownNumber, long now) {
        Peer peer = table.find(target);
        if (peer != null && pending.size() < MAX_PENDING) {
            pending.put(ownNumber, new Request(asker, number, peer, now));
            courier.send(target, new Ping(ownNumber));
        }
    }

    /** The target has answered: so the asker learns. */
    void answered(NodeId from, long ownNumber) {
        Request request = pending.get(ownNumber);
        if (request != null && request.target.id().equals(from)) {
            pending.remove(ownNumber);
            courier.send(
                    request.asker,
                    new Ack(request.number),
                    List.of(Update.alive(from, request.target.incarnation())));
        }
    }

    /** Tells askers who have waited for most of an interval that there is no answer yet. */
    void tick(long now) {
        long interval = config.interval().toNanos();
        pending.values().removeIf(request -> now - request.since > INTERVALS_KEPT * interval);
        for (Request request : pending.values()) {
            if (!request.toldThatThereIsNone && now - request.since >= interval / 2) {
                request.toldThatThereIsNone = true;
                courier.send(request.asker, new Nack(request.number));
            }
        }
    }

    void forget() {
        pending.clear();
    }
}
