package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.ErrorCode;
import dev.cairn.api.KvException;
import dev.cairn.api.spi.ReplicatedDataType;
import dev.cairn.api.version.ActorId;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.MalformedException;
import dev.cairn.replication.resolve.OperationText.SetOperation;
import dev.cairn.replication.resolve.SetValue.Removal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
 * <p>An operation with a name is remembered beside the elements, so that what one try of it added
 * goes with what another one did (docs/decisions/037).
 *
 * <p>A put is {@code {"add":["a"],"remove":["b"]}}; a read shows {@code ["a","c"]}, in the order of
 * the bytes. A removal covers the adds that its writer has seen, by the put's context, or else
 * those that the coordinator holds.
 */
public record OrSet() implements ReplicatedDataType {
    /**
     * Versions are brought together when they are read and with the next write: the outcome needs a
     * dot of its own, and here is none.
     */
    @Override
    public Item collapse(Item joined) {
        return joined;
    }

    @Override
    public Update apply(Item held, Attempt attempt) {
        Optional<SetOperation> wanted = attempt.operation().map(OperationText::elements);
        SetValue next;
        try {
            next = SetParts.of(held).together();
        } catch (MalformedException notASet) {
            throw new KvException(ErrorCode.BAD_REQUEST, "what the key holds is no set");
        }
        next = next.with(SetNames.after(next.remembered(), attempt, held.marks()));
        next.removals().removeIf(removal -> held.seen().covers(removal.observed()));
        CausalContext observed = attempt.observed();
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
            SortedSet<Dot> before = next.elements().getOrDefault(element, new TreeSet<>());
            next.elements().put(element, added(before, attempt, next.remembered()));
        }
        next.remembered().checkRoom();
        return update(held, next, false);
    }

    /**
     * An add replaces those that its coordinator holds, unless it may turn out to be a repeat: then
     * they stay beside it, of each actor the last that is none.
     */
    private static SortedSet<Dot> added(
            SortedSet<Dot> before, Attempt attempt, Remembered remembered) {
        SortedSet<Dot> adds = new TreeSet<>(List.of(attempt.dot()));
        if (attempt.id().isPresent()) {
            Set<Dot> tries = remembered.tries().stream().map(Try::dot).collect(Collectors.toSet());
            Map<ActorId, Dot> last = new HashMap<>();
            before.stream()
                    .filter(add -> !tries.contains(add))
                    .forEach(add -> last.merge(add.actor(), add, OrSet::later));
            before.stream()
                    .filter(add -> later(add, last.getOrDefault(add.actor(), add)).equals(add))
                    .forEach(adds::add);
        }
        return adds;
    }

    private static Dot later(Dot one, Dot other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Adds that the writer has not seen stay, and so does what is yet to be removed. */
    private static Update delete(Item held, CausalContext observed, SetValue next) {
        List.copyOf(next.elements().keySet()).forEach(element -> next.remove(element, observed));
        if (!held.seen().covers(observed)) {
            next.removals().add(new Removal(Optional.empty(), observed));
        }
        return next.isEmpty() && next.remembered().isNothing()
                ? new Update(held.seen(), Optional.empty())
                : update(held, next, next.isEmpty());
    }

    private static Update update(Item held, SetValue next, boolean deleted) {
        Bytes value = next.encode();
        int names = next.remembered().tries().size();
        int nameBytes =
                next.remembered().isNothing()
                        ? 0
                        : value.size() - next.with(Remembered.NOTHING).encode().size();
        return new Update(held.seen(), Optional.of(value), names, nameBytes, deleted);
    }

    @Override
    public Memory memory(Item held, OperationName name) {
        return Remembered.memory(
                SetParts.ofSets(held.versions(), held.seen(), held.marks()).remembered(), name);
    }

    @Override
    public List<Version> resolve(List<Version> live) {
        return live.isEmpty()
                ? live
                : List.of(Counter.latest(live, show(live, CausalContext.EMPTY, List.of())));
    }

    /** Deletes count too: they have seen adds and keep none. */
    @Override
    public List<Version> read(Item item, long nowMillis) {
        List<Version> live = item.live(nowMillis);
        return live.stream().allMatch(version -> version.expiresMillis().isPresent())
                ? List.of()
                : List.of(Counter.latest(live, show(item.versions(), item.seen(), item.marks())));
    }

    private static Bytes show(
            List<Version> versions, CausalContext seen, List<OperationMark> marks) {
        StringBuilder json = new StringBuilder("[");
        for (Bytes element :
                SetParts.ofSets(versions, seen, marks).together().elements().keySet()) {
            json.append(json.length() == 1 ? "" : ",");
            JsonCursor.write(element, json);
        }
        return Bytes.utf8(json.append(']').toString());
    }
}
