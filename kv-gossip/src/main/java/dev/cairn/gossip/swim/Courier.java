package dev.cairn.gossip.swim;

import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.FailureDetector;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.gossip.admission.Admission;
import dev.cairn.gossip.admission.Envelope;
import dev.cairn.gossip.swim.SwimMessage.Body;
import dev.cairn.gossip.swim.SwimMessage.News;
import dev.cairn.gossip.swim.SwimMessage.Sync;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Sends messages, and puts on each what news it can carry. */
final class Courier {
    /** What rides along stays within a datagram of common networks, in bytes. */
    static final int NEWS_BYTES = 1_200;

    private final FailureDetector.Env env;
    private final Admission admission;
    private final Table table;
    private final Rumors rumors;
    private final WireWriter out = new WireWriter(2 * 1024);

    Courier(FailureDetector.Env env, Admission admission, Table table, Rumors rumors) {
        this.env = env;
        this.admission = admission;
        this.table = table;
        this.rumors = rumors;
    }

    /** Sends a message that carries rumors. */
    void send(NodeId to, Body body) {
        send(to, body, List.of());
    }

    /**
     * Sends a message that carries these updates first, then what is held against the receiver, so
     * that it can refute it (Lifeguard's buddy system), then rumors.
     */
    void send(NodeId to, Body body, List<Update> first) {
        List<Update> news = new ArrayList<>(first);
        Peer receiver = table.find(to);
        if (receiver != null && isHeldAgainst(receiver)) {
            news.add(receiver.update());
        }
        int room = NEWS_BYTES;
        for (Update update : news) {
            room -= SwimCodec.bytes(update);
        }
        rumors.take(room, news);
        post(to, new SwimMessage(table.own(), body, news));
    }

    /** Sends news alone. */
    void news(NodeId to) {
        send(to, new News());
    }

    /** Sends all that is known, in as many messages as it takes. */
    void sync(NodeId to, boolean answer) {
        List<Update> part = new ArrayList<>();
        part.add(Update.alive(env.self(), table.own()));
        int space = SwimCodec.MAX_BYTES - Envelope.BYTES - SwimCodec.maxBytesBeforeNews();
        int room = space - SwimCodec.bytes(part.getFirst());
        boolean first = true;
        for (Peer peer : table.peers()) {
            if (peer.liveness() == Liveness.UNKNOWN) {
                continue;
            }
            Update update = peer.update();
            if (SwimCodec.bytes(update) > room) {
                post(to, new SwimMessage(table.own(), new Sync(answer && first), part));
                first = false;
                part = new ArrayList<>();
                room = space;
            }
            room -= SwimCodec.bytes(update);
            part.add(update);
        }
        post(to, new SwimMessage(table.own(), new Sync(answer && first), part));
    }

    private static boolean isHeldAgainst(Peer peer) {
        return peer.liveness() == Liveness.SUSPECT || peer.isDead();
    }

    private void post(NodeId to, SwimMessage message) {
        admission.begin(out.reset(), SwimCodec.kind(message.body()));
        SwimCodec.write(out, message);
        env.send(to, MemorySegment.ofArray(out.toByteArray()).asReadOnly());
    }
}
