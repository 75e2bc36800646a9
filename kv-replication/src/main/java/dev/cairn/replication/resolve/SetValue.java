package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.KvException;
import dev.cairn.api.cluster.NodeId;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.ItemCodec;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.api.wire.WireReader;
import dev.cairn.api.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one version of a set says: which elements are in, by the writes that added them, and what
 * its writer had removed without holding it. Its bytes are drawn in docs/formats/item.md under
 * "sets".
 *
 * @param elements the dots of the writes that added each element and were not removed
 * @param removals removals of writes that their coordinator did not hold
 */
record SetValue(SortedMap<Bytes, SortedSet<Dot>> elements, List<Removal> removals) {
    private static final int FORMAT = 1;

    /** More than any pair of the largest size can have. */
    private static final int MAX_ENTRIES = 1 << 20;

    /**
     * Somebody removed an element, or deleted the set.
     *
     * @param element the element; empty for all
     * @param observed the writes that the remover had seen
     */
    record Removal(Optional<Bytes> element, CausalContext observed) {}

    static SetValue empty() {
        return new SetValue(new TreeMap<>(), new ArrayList<>());
    }

    boolean contains(Bytes element, Dot dot) {
        Set<Dot> dots = elements.get(element);
        return dots != null && dots.contains(dot);
    }

    /** Whether it names that write of the element as removed. */
    boolean removes(Bytes element, Dot dot) {
        return removals.stream()
                .anyMatch(removal ->
                        removal.element().map(element::equals).orElse(true)
                                && removal.observed().contains(dot));
    }

    /** Takes those adds of the element out that were observed. */
    void remove(Bytes element, CausalContext observed) {
        SortedSet<Dot> adds = elements.get(element);
        if (adds != null) {
            adds.removeIf(observed::contains);
            if (adds.isEmpty()) {
                elements.remove(element);
            }
        }
    }

    Bytes encode() {
        List<ActorId> actors =
                elements.values().stream()
                        .flatMap(Set::stream)
                        .map(Dot::actor)
                        .distinct()
                        .sorted()
                        .toList();
        WireWriter writer = new WireWriter(64 + 32 * actors.size() + 16 * elements.size());
        writer.u8(FORMAT).varint(actors.size());
        for (ActorId actor : actors) {
            writer.text(actor.node().name()).i64(actor.storage()).varint(actor.epoch());
        }
        writer.varint(elements.size());
        for (Map.Entry<Bytes, SortedSet<Dot>> element : elements.entrySet()) {
            writer.bytes(element.getKey()).varint(element.getValue().size());
            for (Dot dot : element.getValue()) {
                writer.varint(actors.indexOf(dot.actor())).varint(dot.counter());
            }
        }
        writer.varint(removals.size());
        for (Removal removal : removals) {
            writer.u8(removal.element().isPresent() ? 1 : 0);
            removal.element().ifPresent(writer::bytes);
            writer.bytes(ItemCodec.token(removal.observed()).token());
        }
        return writer.toBytes();
    }

    /** Reads what {@link #encode} wrote; throws {@link MalformedException}. */
    static SetValue decode(Bytes value) {
        try {
            WireReader reader = new WireReader(value);
            if (reader.u8() != FORMAT) {
                throw new MalformedException("no set of format " + FORMAT);
            }
            SetValue read = empty();
            readElements(reader, readActors(reader), read.elements);
            int removals = reader.varint(MAX_ENTRIES);
            for (int i = 0; i < removals; i++) {
                Optional<Bytes> element =
                        reader.varint(1) == 1 ? Optional.of(reader.bytes()) : Optional.empty();
                Context observed = new Context(reader.bytes());
                read.removals.add(new Removal(element, ItemCodec.seen(observed)));
            }
            reader.end();
            return read;
        } catch (KvException notOurs) {
            throw new MalformedException("no set: " + notOurs.getMessage());
        }
    }

    private static List<ActorId> readActors(WireReader reader) {
        int count = reader.varint(MAX_ENTRIES);
        List<ActorId> actors = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            actors.add(new ActorId(new NodeId(reader.text()), reader.i64(), reader.varint()));
        }
        return actors;
    }

    private static void readElements(
            WireReader reader, List<ActorId> actors, SortedMap<Bytes, SortedSet<Dot>> elements) {
        int count = reader.varint(MAX_ENTRIES);
        for (int i = 0; i < count; i++) {
            SortedSet<Dot> dots = new TreeSet<>();
            elements.put(reader.bytes(), dots);
            int added = reader.varint(MAX_ENTRIES);
            for (int j = 0; j < added; j++) {
                ActorId actor = actors.get(reader.varint(actors.size() - 1));
                dots.add(new Dot(actor, reader.varint()));
            }
        }
    }
}
