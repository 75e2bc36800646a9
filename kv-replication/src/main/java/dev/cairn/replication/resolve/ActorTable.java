package dev.cairn.replication.resolve;

import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.Dot;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The actors of the dots that a value names, each written once; a dot is then a position and a
 * counter.
 *
 * @param actors ascending
 */
record ActorTable(List<ActorId> actors) {
    /** More than any pair of the largest size can have. */
    private static final int MAX_ACTORS = 1 << 20;

    static ActorTable of(Stream<Dot> dots) {
        return new ActorTable(dots.map(Dot::actor).distinct().sorted().toList());
    }

    void write(WireWriter writer) {
        writer.varint(actors.size());
        for (ActorId actor : actors) {
            writer.text(actor.node().name()).i64(actor.storage()).varint(actor.epoch());
        }
    }

    /** Throws {@link MalformedException}, or what a wrong name throws. */
    static ActorTable read(WireReader reader) {
        int count = reader.varint(MAX_ACTORS);
        List<ActorId> actors = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            actors.add(new ActorId(new NodeId(reader.text()), reader.i64(), reader.varint()));
        }
        return new ActorTable(actors);
    }

    void write(Dot dot, WireWriter writer) {
        writer.varint(Collections.binarySearch(actors, dot.actor())).varint(dot.counter());
    }

    Dot readDot(WireReader reader) {
        ActorId actor = actors.get(reader.varint(actors.size() - 1));
        long counter = reader.varint();
        if (counter < 1 || counter > Dot.MAX_COUNTER) {
            throw new MalformedException("no dot before byte " + reader.position());
        }
        return new Dot(actor, counter);
    }
}
