package dev.cairn.api.version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that one replica knows of one key: the dots it has seen, and the versions among them that
 * nothing has superseded.
 *
 * <p>Immutable. {@link #join} is commutative, associative and idempotent, so whole items may be
 * sent again and in any order. A dot that is seen and not among the versions is superseded: that is
 * how a join tells news from the past.
 *
 * @param seen every dot seen, those of {@code versions} and of their pasts included
 * @param versions the siblings, in the order of their dots
 */
public record Item(CausalContext seen, List<Version> versions) {
    /** Nothing is known of the key. */
    public static final Item EMPTY = new Item(CausalContext.EMPTY, List.of());

    /** Sorts the versions. */
    public Item {
        if (versions.size() > 1) {
            List<Version> sorted = new ArrayList<>(versions);
            sorted.sort(Comparator.comparing(Version::dot));
            versions = sorted;
        }
        versions = List.copyOf(versions);
    }

    /** Whether nothing is known of the key. */
    public boolean isEmpty() {
        return seen.isEmpty();
    }

    /**
     * This item after a write: {@code version} replaces exactly the versions whose dots are in its
     * past.
     */
    public Item with(Version version) {
        List<Version> kept = new ArrayList<>(versions.size() + 1);
        for (Version old : versions) {
            if (!version.past().contains(old.dot())) {
                kept.add(old);
            }
        }
        kept.add(version);
        return new Item(seen.join(version.context()), kept);
    }

    /** The least item that knows all that both know. */
    public Item join(Item other) {
        if (other.isEmpty() || this == other) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        List<Version> kept = new ArrayList<>(versions.size() + other.versions.size());
        for (Version mine : versions) {
            Optional<Version> theirs = other.version(mine.dot());
            if (theirs.isPresent()) {
                kept.add(mine.or(theirs.get()));
            } else if (!other.seen.contains(mine.dot())) {
                kept.add(mine);
            }
        }
        for (Version theirs : other.versions) {
            if (!seen.contains(theirs.dot())) {
                kept.add(theirs);
            }
        }
        return new Item(seen.join(other.seen), kept);
    }

    /** The version with that dot, when it is among the siblings. */
    public Optional<Version> version(Dot dot) {
        for (Version version : versions) {
            if (version.dot().equals(dot)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    /** The same knowledge with fewer versions, as a resolver leaves it. */
    public Item keeping(List<Version> kept) {
        return kept.equals(versions) ? this : new Item(seen, kept);
    }

    /** The versions a reader at {@code nowMillis} may see. */
    public List<Version> live(long nowMillis) {
        List<Version> live = new ArrayList<>(versions.size());
        for (Version version : versions) {
            if (version.live(nowMillis)) {
                live.add(version);
            }
        }
        return live;
    }
}
