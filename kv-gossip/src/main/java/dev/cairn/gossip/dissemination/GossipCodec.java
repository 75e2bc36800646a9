package dev.cairn.gossip.dissemination;

import dev.cairn.api.Bytes;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.spi.Dissemination;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.gossip.dissemination.GossipMessage.Changes;
import dev.cairn.gossip.dissemination.GossipMessage.Digest;
import dev.cairn.gossip.dissemination.GossipMessage.Facts;
import dev.cairn.gossip.dissemination.GossipMessage.Held;
import dev.cairn.gossip.dissemination.GossipMessage.Known;
import dev.cairn.gossip.dissemination.GossipMessage.Part;
import dev.cairn.gossip.dissemination.GossipMessage.Want;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of {@link GossipMessage}s.
 *
 * <pre>
 * u8 version · u8 kind
 *   1 opening digest, 2 answering digest   varint v · v × (text name · varint version) ·
 *                                          varint n · n × (text node · varint incarnation · varint version)
 *   3 facts   varint n · n × (text node · varint incarnation · varint after · varint m ·
 *                             m × (text name · varint version · bytes content))
 *   4 want    text name · varint version · i64 parts
 *   5 part    text name · varint version · varint size · i32 checksum · varint index · bytes content
 * </pre>
 */
final class GossipCodec {
    /** Bytes before the first entry, at most, and between the two lists of a digest. */
    static final int HEADER_BYTES = 8;

    private static final int VERSION = 1;
    private static final int OPENING = 1;
    private static final int ANSWER = 2;
    private static final int FACTS = 3;
    private static final int WANT = 4;
    private static final int PART = 5;
    private static final int MAX_ENTRIES = Dissemination.MAX_MESSAGE_BYTES;
    private static final int NUMBER_BYTES = 9;
    private static final int COUNT_BYTES = 2;
    private static final long LARGEST = 1L << 62;

    private GossipCodec() {}

    /** The most bytes that a node's entry of a digest takes; one of facts without them as well. */
    static int maxBytes(NodeId node) {
        return 1 + node.name().length() + 2 * NUMBER_BYTES + COUNT_BYTES;
    }

    /** The most bytes that a value's entry of a digest takes. */
    static int maxBytes(Held held) {
        return COUNT_BYTES + 3 * held.name().length() + NUMBER_BYTES;
    }

    /** The most bytes that a fact takes. */
    static int maxBytes(Fact fact) {
        return COUNT_BYTES
                + 3 * fact.name().length()
                + NUMBER_BYTES
                + COUNT_BYTES
                + fact.content().size();
    }

    /** The most bytes that changes take. */
    static int maxBytes(Changes changes) {
        int facts = changes.facts().stream().mapToInt(GossipCodec::maxBytes).sum();
        return maxBytes(changes.node()) + facts;
    }

    static byte[] encode(GossipMessage message) {
        WireWriter out = new WireWriter(256).u8(VERSION);
        switch (message) {
            case Digest digest -> {
                out.u8(digest.opening() ? OPENING : ANSWER).varint(digest.values().size());
                digest.values().forEach(held -> out.text(held.name()).varint(held.version()));
                out.varint(digest.known().size());
                digest.known()
                        .forEach(known -> edition(out.text(known.node().name()), known.edition()));
            }
            case Facts facts -> {
                out.u8(FACTS).varint(facts.changes().size());
                facts.changes().forEach(changes -> changes(out, changes));
            }
            case Want want ->
                    out.u8(WANT).text(want.name()).varint(want.version()).i64(want.parts());
            case Part part ->
                    out.u8(PART)
                            .text(part.name())
                            .varint(part.version())
                            .varint(part.size())
                            .i32(part.checksum())
                            .varint(part.index())
                            .bytes(part.content());
        }
        return out.toByteArray();
    }

    /** Reads a whole message or throws {@link MalformedException}. */
    static GossipMessage decode(MemorySegment bytes) {
        if (bytes.byteSize() > Dissemination.MAX_MESSAGE_BYTES) {
            throw new MalformedException("a message of " + bytes.byteSize() + " bytes");
        }
        WireReader in = new WireReader(bytes);
        if (in.u8() != VERSION) {
            throw new MalformedException("expected gossip message version " + VERSION);
        }
        int kind = in.u8();
        GossipMessage message =
                switch (kind) {
                    case OPENING, ANSWER -> new Digest(kind == OPENING, held(in), known(in));
                    case FACTS -> new Facts(changes(in));
                    case WANT -> new Want(name(in), number(in), in.i64());
                    case PART -> part(in);
                    default ->
                            throw new MalformedException(
                                    "expected a kind of gossip message, read " + kind);
                };
        in.end();
        return message;
    }

    private static void edition(WireWriter out, Edition edition) {
        out.varint(edition.incarnation()).varint(edition.version());
    }

    private static void changes(WireWriter out, Changes changes) {
        edition(out.text(changes.node().name()), changes.after());
        out.varint(changes.facts().size());
        for (Fact fact : changes.facts()) {
            out.text(fact.name()).varint(fact.version()).bytes(fact.content());
        }
    }

    private static List<Held> held(WireReader in) {
        List<Held> held = new ArrayList<>();
        for (int left = in.varint(Values.MAX_VALUES); left > 0; left--) {
            held.add(new Held(name(in), number(in)));
        }
        return held;
    }

    private static List<Known> known(WireReader in) {
        List<Known> known = new ArrayList<>();
        for (int left = in.varint(MAX_ENTRIES); left > 0; left--) {
            known.add(new Known(node(in), new Edition(number(in), number(in))));
        }
        return known;
    }

    private static List<Changes> changes(WireReader in) {
        List<Changes> all = new ArrayList<>();
        for (int left = in.varint(MAX_ENTRIES); left > 0; left--) {
            NodeId node = node(in);
            Edition after = new Edition(number(in), number(in));
            List<Fact> facts = new ArrayList<>();
            for (int more = in.varint(NodeFacts.MAX_FACTS); more > 0; more--) {
                facts.add(new Fact(name(in), number(in), content(in)));
            }
            all.add(new Changes(node, after, facts));
        }
        return all;
    }

    private static Part part(WireReader in) {
        String name = name(in);
        long version = number(in);
        int size = in.varint(Dissemination.MAX_VALUE_BYTES);
        int checksum = in.i32();
        int index = in.varint(Values.parts(size) - 1);
        Bytes content = in.bytes();
        if (content.size() != Values.partBytes(size, index)) {
            throw new MalformedException("a part of " + content.size() + " bytes");
        }
        return new Part(name, version, size, checksum, index, content);
    }

    private static String name(WireReader in) {
        String name = in.text();
        if (!Fact.isName(name)) {
            throw new MalformedException("expected a name before byte " + in.position());
        }
        return name;
    }

    private static Bytes content(WireReader in) {
        Bytes content = in.bytes();
        if (content.size() > Dissemination.MAX_FACT_BYTES) {
            throw new MalformedException(
                    "a fact of " + content.size() + " bytes before byte " + in.position());
        }
        return content;
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
