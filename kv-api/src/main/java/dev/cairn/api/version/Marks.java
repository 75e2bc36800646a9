package dev.cairn.api.version;

import dev.cairn.api.version.OperationMark.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is known of the writes with ids of a key: by its versions, which carry the ids they came
 * with, and for all others by marks. Joined as a set whose oldest marks go, so in any order. Pure
 * functions.
 */
final class Marks {
    private Marks() {}

    /**
     * The marks that an item of these versions keeps of all that is known: none that its versions
     * say themselves, of the others the newest.
     */
    static List<OperationMark> kept(List<Version> versions, Collection<OperationMark> known) {
        if (known.isEmpty()) {
            return List.of();
        }
        TreeSet<OperationMark> kept = new TreeSet<>(known);
        for (Version version : versions) {
            of(version).ifPresent(kept::remove);
        }
        return kept.stream().limit(OperationMark.MAX).toList();
    }

    /** All that an item knows. */
    static List<OperationMark> known(Item item) {
        boolean some = !item.marks().isEmpty();
        for (Version version : item.versions()) {
            some |= version.operation().isPresent();
        }
        if (!some) {
            return List.of();
        }
        List<OperationMark> known = new ArrayList<>(item.marks());
        item.versions().forEach(version -> of(version).ifPresent(known::add));
        return known;
    }

    /** What two items know. */
    static List<OperationMark> known(Item one, Item other) {
        List<OperationMark> left = known(one);
        List<OperationMark> right = known(other);
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? right : left;
        }
        List<OperationMark> both = new ArrayList<>(left);
        both.addAll(right);
        return both;
    }

    /** What a version says of the write that it is. */
    static Optional<OperationMark> of(Version version) {
        return version.operation()
                .map(id ->
                        OperationMark.applied(
                                id.tag(), version.dot(), version.timestamp().millis()));
    }

    /**
     * The mark of a write that holds among all that is said of it: that it was cancelled; else
     * where it was applied first; else that it is barred.
     */
    static Optional<OperationMark> fate(long tag, List<OperationMark> known) {
        return known.stream()
                .filter(mark -> mark.tag() == tag)
                .max(
                        Comparator.comparing(OperationMark::state)
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** Whether a version is a write that was cancelled, or one that was applied before. */
    static boolean isRepeat(Version version, List<OperationMark> known) {
        Dot dot = version.dot();
        return known.stream()
                .filter(mark -> mark.dot().equals(Optional.of(dot)))
                .anyMatch(mark -> {
                    OperationMark fate = fate(mark.tag(), known).orElse(mark);
                    return fate.state() == State.CANCELLED || !fate.dot().equals(mark.dot());
                });
    }
}
