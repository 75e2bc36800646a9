package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.resolve.OperationText.SetOperation;
import dev.cairn.replication.resolve.SetValue.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A set of byte strings in which adding wins over removing at the same time (an observed-remove set
 * without tombstones; Bieniusa et al. 2012). Each version is the whole set as its coordinator held
 * it, every element with the dots of the writes that added it. A version that has seen such a dot
 * and has not kept it says that it was removed.
 *
 * <p>So concurrent versions come together without asking who was first: of an element, those adds
 * stay that every version either keeps or has not seen. The next write puts the outcome in the
 * place of all.
 *
 * <p>A put is {@code {"add":["a"],"remove":["b"]}}; a read shows {@code ["a","c"]}, in the order of
 * the bytes. A removal covers the adds that its writer has seen, by the put's context, or else
 * those that the coordinator holds.
 */
public record OrSet() implements ReplicatedDataType {
    /** A version without what it says. */
    private record Part(Version version, SetValue says) {
        boolean keeps(Bytes element, Dot dot) {
            boolean seen = version.dot().equals(dot) || version.past().contains(dot);
            return (!seen || says.contains(element, dot)) && !says.removes(element, dot);
        }
    }

    /**
     * Versions are brought together when they are read and with the next write: the outcome needs a
     * dot of its own, and here is none.
     */
    @Override
    public Item collapse(Item joined) {
        return joined;
    }

    @Override
    public Update apply(Item held, Dot dot, CausalContext observed, Optional<Bytes> operation) {
        Optional<SetOperation> wanted = operation.map(OperationText::elements);
        SetValue next;
        try {
            next = together(held.versions());
        } catch (MalformedException notASet) {
            throw new KvException(ErrorCode.BAD_REQUEST, "what the key holds is no set");
        }
        next.removals().removeIf(removal -> held.seen().covers(removal.observed()));
        if (wanted.isEmpty()) {
            return delete(held, observed, next);
        }
        for (Bytes element : wanted.get().remove()) {
            next.remove(element, observed);
            if (!held.seen().covers(observed)) {
                next.removals().add(new Removal(Optional.of(element), observed));
            }
        }
        for (Bytes element : wanted.get().add()) {
            next.elements().put(element, new TreeSet<>(List.of(dot)));
        }
        return new Update(held.seen(), Optional.of(next.encode()));
    }

    /** Adds that the writer has not seen stay, and so does what is yet to be removed. */
    private static Update delete(Item held, CausalContext observed, SetValue next) {
        List.copyOf(next.elements().keySet()).forEach(element -> next.remove(element, observed));
        if (!held.seen().covers(observed)) {
            next.removals().add(new Removal(Optional.empty(), observed));
        }
        boolean nothingLeft = next.elements().isEmpty() && next.removals().isEmpty();
        return new Update(held.seen(), nothingLeft ? Optional.empty() : Optional.of(next.encode()));
    }

    @Override
    public List<Version> resolve(List<Version> live) {
        return live.isEmpty() ? live : List.of(Counter.latest(live, show(live)));
    }

    /** Deletes count too: they have seen adds and keep none. */
    @Override
    public List<Version> read(Item item, long nowMillis) {
        List<Version> live = item.live(nowMillis);
        return live.isEmpty() ? live : List.of(Counter.latest(live, show(item.versions())));
    }

    private static Bytes show(List<Version> versions) {
        List<Version> sets = versions.stream().filter(OrSet::isSet).toList();
        StringBuilder json = new StringBuilder("[");
        for (Bytes element : together(sets).elements().keySet()) {
            json.append(json.length() == 1 ? "" : ",");
            JsonCursor.write(element, json);
        }
        return Bytes.utf8(json.append(']').toString());
    }

    private static boolean isSet(Version version) {
        try {
            says(version);
            return true;
        } catch (MalformedException notASet) {
            return false;
        }
    }

    private static SetValue says(Version version) {
        return version.tombstone() ? SetValue.empty() : SetValue.decode(version.value());
    }

    /** What all versions say together; throws {@link MalformedException} when one is no set. */
    private static SetValue together(List<Version> versions) {
        List<Part> parts = new ArrayList<>(versions.size());
        for (Version version : versions) {
            parts.add(new Part(version, says(version)));
        }
        SetValue whole = SetValue.empty();
        for (Part part : parts) {
            whole.removals().addAll(part.says().removals());
            part.says()
                    .elements()
                    .forEach((element, adds) -> {
                        for (Dot add : adds) {
                            if (parts.stream().allMatch(any -> any.keeps(element, add))) {
                                whole.elements()
                                        .computeIfAbsent(element, e -> new TreeSet<>())
                                        .add(add);
                            }
                        }
                    });
        }
        return whole;
    }
}
