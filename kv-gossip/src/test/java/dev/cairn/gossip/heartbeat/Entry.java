package dev.cairn.gossip.heartbeat;

import dev.cairn.api.cluster.ClusterId;
import dev.cairn.api.cluster.Liveness;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import dev.cairn.gossip.admission.Envelope;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** One entry of a message, and whole messages made of them and taken apart into them. */
record Entry(NodeId id, long incarnation, long counter, Standing standing) {
    private Watched watched() {
        Watched watched = new Watched(id, HeartbeatConfig.DEFAULTS, 0);
        switch (standing) {
            case HEARD -> watched.heard(incarnation, counter, 0);
            case DOUBTED -> watched.learned(incarnation, counter);
            case MISSED -> {
                watched.learned(incarnation, counter);
                watched.become(Liveness.SUSPECT);
            }
            case LEFT -> watched.leaves(incarnation, counter);
        }
        return watched;
    }

    /** A message from {@code nK}, whose storage id is K as in the tests' clusters. */
    static byte[] message(NodeId from, List<Entry> entries) {
        long storage = Long.parseLong(from.name().substring(1));
        WireWriter out = new WireWriter(64);
        new Envelope(new ClusterId(7), storage, HeartbeatMessage.KIND).writeTo(out);
        write(out, entries);
        return out.toByteArray();
    }

    static void write(WireWriter out, List<Entry> entries) {
        BitSet all = new BitSet();
        all.set(0, entries.size());
        HeartbeatMessage.write(out, new Roster(entries.stream().map(Entry::watched).toList()), all);
    }

    /** The entries about these nodes in a message's bytes, with its envelope. */
    static List<Entry> read(byte[] message, List<NodeId> nodes) {
        MemorySegment bytes = MemorySegment.ofArray(message);
        return read(new WireReader(bytes.asSlice(Envelope.BYTES)), nodes);
    }

    static List<Entry> read(WireReader in, List<NodeId> nodes) {
        Roster roster =
                new Roster(
                        nodes.stream()
                                .map(id -> new Watched(id, HeartbeatConfig.DEFAULTS, 0))
                                .toList());
        HeartbeatMessage message = new HeartbeatMessage();
        message.read(in, roster);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < message.count(); i++) {
            if (message.position(i) >= 0) {
                entries.add(
                        new Entry(
                                roster.get(message.position(i)).id(),
                                message.incarnation(i),
                                message.counter(i),
                                message.standing(i)));
            }
        }
        return entries;
    }
}
