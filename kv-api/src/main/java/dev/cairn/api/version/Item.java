package dev.cairn.api.version;

import dev.cairn.api.OperationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that one replica knows of one key: the dots it has seen, the versions among them that nothing
 * has superseded, and what became of writes with ids whose versions are gone.
 *
 * <p>Immutable. {@link #join} is commutative, associative and idempotent, so whole items may be
 * sent again and in any order. A dot that is seen and not among the versions is superseded: that is
 * how a join tells news from the past.
 *
 * @param seen every dot seen, those of {@code versions} and of their pasts included
 * @param versions the siblings, in the order of their dots
 * @param marks of the writes with ids that no version tells of the last {@link OperationMark#MAX},
 *     the newest first
 */
public record Item(CausalContext seen, List<Version> versions, List<OperationMark> marks) {
    /** Nothing is known of the key. */
    public static final Item EMPTY = new Item(CausalContext.EMPTY, List.of());

    /** An item that remembers no writes but its versions. */
    public Item(CausalContext seen, List<Version> versions) {
        this(seen, versions, List.of());
    }

    /** Sorts the versions, and leaves out the marks that are not kept. */
    public Item {
        if (versions.size() > 1) {
            List<Version> sorted = new ArrayList<>(versions);
            sorted.sort(Comparator.comparing(Version::dot));
            versions = sorted;
        }
        versions = List.copyOf(versions);
        marks = Marks.kept(versions, marks);
    }

    /** Whether nothing is known of the key. */
    public boolean isEmpty() {
        return seen.isEmpty() && marks.isEmpty();
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
        return new Item(seen.join(version.context()), kept, Marks.known(this));
    }

    /** This item with one more mark. */
    public Item with(OperationMark mark) {
        List<OperationMark> known = new ArrayList<>(Marks.known(this));
        known.add(mark);
        return new Item(seen, versions, known);
    }

    /** This item, which takes the dot for seen, so that no version of it counts from now on. */
    public Item without(Dot dot, long seconds) {
        List<Version> kept = new ArrayList<>(versions);
        kept.removeIf(version -> version.dot().equals(dot));
        return new Item(seen.with(dot, seconds), kept, Marks.known(this));
    }

    /**
     * What became of the write with that id, as far as the item remembers: where several things are
     * said of it, that it was cancelled; else where it was applied first; else that it is barred.
     */
    public Optional<OperationMark> fate(OperationId id) {
        return fate(id.tag());
    }

    /** What the item's versions and marks say of the write with that tag, as {@link #fate}. */
    public Optional<OperationMark> fate(long tag) {
        return Marks.fate(tag, Marks.known(this));
    }

    /**
     * Whether a write with an id that was applied after {@code millis} since 1970 would be
     * remembered still.
     */
    public boolean remembersSince(long millis) {
        return marks.size() < OperationMark.MAX || marks.getLast().millis() <= millis;
    }

    /**
     * When the last write with an id was applied or marked, milliseconds since 1970; 0 for none.
     */
    public long lastOperationMillis() {
        long last = 0;
        for (OperationMark mark : Marks.known(this)) {
            last = Math.max(last, mark.millis());
        }
        return last;
    }

    /**
     * This item without the versions of writes that were cancelled, or that another version or mark
     * shows to have been applied before under the same id: retries, through coordinators that did
     * not know of each other.
     */
    public Item once() {
        List<OperationMark> known = Marks.known(this);
        if (known.size() < 2) {
            return this;
        }
        List<Version> kept = new ArrayList<>(versions);
        kept.removeIf(version -> Marks.isRepeat(version, known));
        return keeping(kept);
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
        return new Item(seen.join(other.seen), kept, Marks.known(this, other));
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
        return kept.equals(versions) ? this : new Item(seen, kept, Marks.known(this));
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
