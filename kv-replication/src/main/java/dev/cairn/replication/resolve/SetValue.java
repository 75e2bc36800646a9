package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.Context;
import dev.cairn.api.KvException;
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
import java.util.stream.Stream;

/**
 * What one version of a set says: which elements are in, by the writes that added them, what its
 * writer had removed without holding it, and which operations with names it has seen. Its bytes are
 * drawn in docs/formats/item.md under "sets".
 *
 * @param elements the dots of the writes that added each element and were not removed
 * @param removals removals of writes that their coordinator did not hold
 * @param remembered the operations with names
 */
record SetValue(
        SortedMap<Bytes, SortedSet<Dot>> elements, List<Removal> removals, Remembered remembered) {
    private static final int FORMAT = 1;
    private static final int FORMAT_WITH_NAMES = 2;

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
        return new SetValue(new TreeMap<>(), new ArrayList<>(), Remembered.NOTHING);
    }

    /** The same with these names. */
    SetValue with(Remembered names) {
        return new SetValue(elements, removals, names);
    }

    /** Whether it has no elements, and none to remove. */
    boolean isEmpty() {
        return elements.isEmpty() && removals.isEmpty();
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
        boolean names = !remembered.isNothing();
        ActorTable actors =
                ActorTable.of(
                        Stream.concat(
                                elements.values().stream().flatMap(Set::stream),
                                remembered.dots()));
        WireWriter writer =
                new WireWriter(
                        64
                                + 32 * actors.actors().size()
                                + 16 * elements.size()
                                + 24 * remembered.tries().size());
        writer.u8(names ? FORMAT_WITH_NAMES : FORMAT);
        actors.write(writer);
        writer.varint(elements.size());
        for (Map.Entry<Bytes, SortedSet<Dot>> element : elements.entrySet()) {
            writer.bytes(element.getKey()).varint(element.getValue().size());
            element.getValue().forEach(dot -> actors.write(dot, writer));
        }
        writer.varint(removals.size());
        for (Removal removal : removals) {
            writer.u8(removal.element().isPresent() ? 1 : 0);
            removal.element().ifPresent(writer::bytes);
            writer.bytes(ItemCodec.token(removal.observed()).token());
        }
        if (names) {
            remembered.write(actors, writer);
        }
        return writer.toBytes();
    }

    /** Reads what {@link #encode} wrote; throws {@link MalformedException}. */
    static SetValue decode(Bytes value) {
        try {
            WireReader reader = new WireReader(value);
            int format = reader.u8();
            if (format != FORMAT && format != FORMAT_WITH_NAMES) {
                throw new MalformedException("no set of format " + FORMAT_WITH_NAMES);
            }
            ActorTable actors = ActorTable.read(reader);
            SetValue read = empty();
            readElements(reader, actors, read.elements);
            int removals = reader.varint(MAX_ENTRIES);
            for (int i = 0; i < removals; i++) {
                Optional<Bytes> element =
                        reader.varint(1) == 1 ? Optional.of(reader.bytes()) : Optional.empty();
                Context observed = new Context(reader.bytes());
                read.removals.add(new Removal(element, ItemCodec.seen(observed)));
            }
            Remembered names =
                    format == FORMAT ? Remembered.NOTHING : Remembered.read(actors, reader);
            reader.end();
            return read.with(names);
        } catch (KvException notOurs) {
            throw new MalformedException("no set: " + notOurs.getMessage());
        }
    }

    private static void readElements(
            WireReader reader, ActorTable actors, SortedMap<Bytes, SortedSet<Dot>> elements) {
        int count = reader.varint(MAX_ENTRIES);
        for (int i = 0; i < count; i++) {
            SortedSet<Dot> dots = new TreeSet<>();
            elements.put(reader.bytes(), dots);
            int added = reader.varint(MAX_ENTRIES);
            for (int j = 0; j < added; j++) {
                dots.add(actors.readDot(reader));
            }
        }
    }
}
