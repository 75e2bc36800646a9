package dev.cairn.gossip.swim;

import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.gossip.swim.SwimMessage.Ack;
import dev.cairn.gossip.swim.SwimMessage.Body;
import dev.cairn.gossip.swim.SwimMessage.Nack;
import dev.cairn.gossip.swim.SwimMessage.News;
import dev.cairn.gossip.swim.SwimMessage.Ping;
import dev.cairn.gossip.swim.SwimMessage.PingRequest;
import dev.cairn.gossip.swim.SwimMessage.Sync;
import dev.cairn.gossip.swim.Update.Claim;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of {@link SwimMessage}s, behind the {@link dev.cairn.gossip.admission.Envelope}, whose
 * kind is the body's.
 *
 * <pre>
 * incarnation · body · varint n · n × update
 *   body   1 ping, 3 ack, 4 nack: varint number · 2 ping request: varint number, text target · 5 news: nothing
 *          6 sync, 7 sync to be answered: nothing
 *   update text node · incarnation · u8 (claim × 16 + accusers) · accusers × text
 *   incarnation   varint start · varint refutation
 * </pre>
 */
final class SwimCodec {
    /** The largest message, in bytes. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int PING = 1;
    private static final int PING_REQUEST = 2;
    private static final int ACK = 3;
    private static final int NACK = 4;
    private static final int NEWS = 5;
    private static final int SYNC = 6;
    private static final int SYNC_TO_ANSWER = 7;
    private static final int CLAIM_SHIFT = 4;
    private static final int ACCUSERS_MASK = 0x0f;
    private static final int NUMBER_BYTES = 9;
    private static final long LARGEST = 1L << 62;

    private SwimCodec() {}

    /** The most bytes before the updates, the envelope not counted. */
    static int maxBytesBeforeNews() {
        return 3 * NUMBER_BYTES + 1 + NodeId.MAX_LENGTH + 2;
    }

    /** The bytes that an update takes. */
    static int bytes(Update update) {
        int bytes = 2 + update.node().name().length();
        for (NodeId accuser : update.accusers()) {
            bytes += 1 + accuser.name().length();
        }
        Incarnation incarnation = update.incarnation();
        return bytes + bytes(incarnation.start()) + bytes(incarnation.refutation());
    }

    private static int bytes(long varint) {
        return (Long.SIZE - Long.numberOfLeadingZeros(varint | 1) + 6) / 7;
    }

    static int kind(Body body) {
        return switch (body) {
            case Ping ping -> PING;
            case PingRequest request -> PING_REQUEST;
            case Ack ack -> ACK;
            case Nack nack -> NACK;
            case News news -> NEWS;
            case Sync sync -> sync.answer() ? SYNC_TO_ANSWER : SYNC;
        };
    }

    /** Writes what stands behind the envelope. */
    static void write(WireWriter out, SwimMessage message) {
        incarnation(out, message.sender());
        switch (message.body()) {
            case Ping ping -> out.varint(ping.number());
            case PingRequest request -> out.varint(request.number()).text(request.target().name());
            case Ack ack -> out.varint(ack.number());
            case Nack nack -> out.varint(nack.number());
            case News news -> {}
            case Sync sync -> {}
        }
        out.varint(message.news().size());
        for (Update update : message.news()) {
            incarnation(out.text(update.node().name()), update.incarnation());
            out.u8(update.claim().ordinal() << CLAIM_SHIFT | update.accusers().size());
            update.accusers().forEach(accuser -> out.text(accuser.name()));
        }
    }

    /** Reads a whole message or throws {@link MalformedException}. */
    static SwimMessage read(int kind, WireReader in) {
        Incarnation sender = incarnation(in);
        Body body =
                switch (kind) {
                    case PING -> new Ping(number(in));
                    case PING_REQUEST -> new PingRequest(number(in), node(in));
                    case ACK -> new Ack(number(in));
                    case NACK -> new Nack(number(in));
                    case NEWS -> new News();
                    case SYNC -> new Sync(false);
                    case SYNC_TO_ANSWER -> new Sync(true);
                    default ->
                            throw new MalformedException(
                                    "expected a kind of swim message, read " + kind);
                };
        int count = in.varint(MAX_BYTES);
        List<Update> news = count == 0 ? List.of() : new ArrayList<>();
        for (int i = 0; i < count; i++) {
            news.add(update(in));
        }
        in.end();
        return new SwimMessage(sender, body, news);
    }

    private static Update update(WireReader in) {
        NodeId node = node(in);
        Incarnation incarnation = incarnation(in);
        int claimAndAccusers = in.u8();
        int claim = claimAndAccusers >> CLAIM_SHIFT;
        int accusers = claimAndAccusers & ACCUSERS_MASK;
        if (claim > Claim.LEFT.ordinal() || accusers > Update.MAX_ACCUSERS) {
            throw new MalformedException("expected a claim before byte " + in.position());
        }
        List<NodeId> named = accusers == 0 ? List.of() : new ArrayList<>();
        for (int i = 0; i < accusers; i++) {
            named.add(node(in));
        }
        return new Update(node, incarnation, Claim.of(claim), named);
    }

    private static void incarnation(WireWriter out, Incarnation incarnation) {
        out.varint(incarnation.start()).varint(incarnation.refutation());
    }

    private static Incarnation incarnation(WireReader in) {
        return new Incarnation(number(in), number(in));
    }

    private static NodeId node(WireReader in) {
        try {
            return new NodeId(in.text());
        } catch (KvException notAnId) {
            throw new MalformedException("expected a node id before byte " + in.position());
        }
    }

    private static long number(WireReader in) {
        long value = in.varint();
        if (value < 0 || value > LARGEST) {
            throw new MalformedException("expected at most 2^62 before byte " + in.position());
        }
        return value;
    }
}
