package dev.cairn.replication.resolve;

import dev.cairn.api.Bytes;
import dev.cairn.api.version.CausalContext;
import dev.cairn.api.version.Dot;
import dev.cairn.api.version.Item;
import dev.cairn.api.version.OperationMark;
import dev.cairn.api.version.OperationName;
import dev.cairn.api.version.Version;
import dev.cairn.api.wire.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the versions of a set say, each for itself and all together. What a version has seen and
 * does not keep is gone: adds of elements, and names of operations.
 *
 * <p>Of an operation that was tried twice the adds of one try stay only where those of the other
 * do, if that one was seen: whoever has taken back the one has taken back the operation.
 *
 * @param parts each version with what it says
 * @param seen what their item has seen
 * @param marks the marks of their item
 */
record SetParts(List<Part> parts, CausalContext seen, List<OperationMark> marks) {
    /** A version with what it says. */
    private record Part(Version version, SetValue says) {
        boolean hasSeen(Dot dot) {
            return version.dot().equals(dot) || version.past().contains(dot);
        }

        boolean keeps(Bytes element, Dot dot) {
            return (!hasSeen(dot) || says.contains(element, dot)) && !says.removes(element, dot);
        }

        boolean keeps(Try noted) {
            return !hasSeen(noted.dot())
                    || Collections.binarySearch(says.remembered().tries(), noted) >= 0;
        }
    }

    /** Throws {@link MalformedException} when a version is no set. */
    static SetParts of(Item item) {
        return of(item.versions(), item.seen(), item.marks());
    }

    static SetParts of(List<Version> versions, CausalContext seen, List<OperationMark> marks) {
        List<Part> parts = new ArrayList<>(versions.size());
        for (Version version : versions) {
            parts.add(new Part(version, says(version)));
        }
        return new SetParts(parts, seen, marks);
    }

    /** Without the versions that are no sets. */
    static SetParts ofSets(List<Version> versions, CausalContext seen, List<OperationMark> marks) {
        return of(versions.stream().filter(SetParts::isSet).toList(), seen, marks);
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

    Stream<Remembered> remembered() {
        return parts.stream().map(part -> part.says().remembered());
    }

    /** What all say together. */
    SetValue together() {
        SortedMap<Bytes, SortedSet<Dot>> kept = new TreeMap<>();
        SetValue whole = new SetValue(new TreeMap<>(), new ArrayList<>(), names());
        for (Part part : parts) {
            whole.removals().addAll(part.says().removals());
            part.says()
                    .elements()
                    .forEach((element, adds) -> {
                        for (Dot add : adds) {
                            if (parts.stream().allMatch(any -> any.keeps(element, add))) {
                                kept.computeIfAbsent(element, e -> new TreeSet<>()).add(add);
                            }
                        }
                    });
        }
        if (whole.remembered().tries().isEmpty()) {
            whole.elements().putAll(kept);
            return whole;
        }
        Map<Dot, List<Try>> operations = byDot(whole.remembered().tries());
        kept.forEach((element, adds) -> {
            for (Dot add : adds) {
                if (operations.getOrDefault(add, List.of()).stream()
                        .allMatch(other -> stays(adds, other))) {
                    whole.elements().computeIfAbsent(element, e -> new TreeSet<>()).add(add);
                }
            }
        });
        return whole;
    }

    /**
     * Of each write that is a try, or a first one that nobody could name, all named tries of the
     * same operation.
     */
    private static Map<Dot, List<Try>> byDot(List<Try> tries) {
        Map<OperationName, List<Try>> operations = new HashMap<>();
        for (Try noted : tries) {
            operations.computeIfAbsent(noted.name(), none -> new ArrayList<>()).add(noted);
        }
        Map<Dot, List<Try>> byDot = new HashMap<>();
        for (Try noted : tries) {
            List<Try> all = operations.get(noted.name());
            byDot.put(noted.dot(), all);
            noted.first().ifPresent(first -> byDot.put(first, all));
        }
        return byDot;
    }

    /** Whether one try of an operation gives no reason to drop what another one added. */
    private boolean stays(SortedSet<Dot> adds, Try other) {
        boolean firstGone =
                other.first()
                        .filter(first -> seen.contains(first) && !adds.contains(first))
                        .isPresent();
        return adds.contains(other.dot()) && !firstGone && !CounterShares.isCancelled(other, marks);
    }

    /** The names that all keep who have seen them. */
    private Remembered names() {
        TreeSet<Try> tries = new TreeSet<>();
        long forgotten = 0;
        long once = 0;
        for (Part part : parts) {
            Remembered remembered = part.says().remembered();
            for (Try noted : remembered.tries()) {
                if (parts.stream().allMatch(any -> any.keeps(noted))) {
                    tries.add(noted);
                }
            }
            forgotten = Math.max(forgotten, remembered.forgottenMillis());
            once = Math.max(once, remembered.onceMillis());
        }
        return Remembered.of(tries, forgotten, once);
    }
}
